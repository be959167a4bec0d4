package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerEvents;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codec;
import java.util.Set;

/** Whether the calls in an answer are of tools that were offered, with arguments that are a JSON object or nothing. */
final class ToolCallCheck {
    private ToolCallCheck() {}

    /** Of a whole answer, as its caller gets it. */
    static boolean isBad(Codec callers, byte[] answer, Set<String> offered) {
        return isBad(callers.readAnswer(answer), offered);
    }

    /** Of a whole stream, as its caller gets it. */
    static boolean isBadStream(Codec callers, byte[] events, Set<String> offered) {
        return isBad(AnswerEvents.read(events, callers.eventReader()), offered);
    }

    private static boolean isBad(AnswerRead read, Set<String> offered) {
        return read instanceof AnswerRead.Answer(ChatAnswer answer)
                && answer.choices().stream()
                        .flatMap(choice -> choice.parts().stream())
                        .anyMatch(part -> part instanceof Part.ToolCall call && isBad(call, offered));
    }

    private static boolean isBad(Part.ToolCall call, Set<String> offered) {
        return !offered.contains(call.name()) || !isObject(call.arguments().text());
    }

    private static boolean isObject(String arguments) {
        if (arguments.isBlank()) {
            return true;
        }
        try {
            new JsonObjectIndex(arguments.getBytes(UTF_8));
            return true;
        } catch (MalformedJsonException malformed) {
            return false;
        }
    }
}
