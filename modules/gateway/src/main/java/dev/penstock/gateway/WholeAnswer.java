package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer that came in one piece, read and made ready for the caller. */
sealed interface WholeAnswer {
    /** What the caller gets, and what is known of it. */
    record Good(byte[] body, AnswerFacts facts) implements WholeAnswer {}

    /** It is no answer. */
    record Bad(AttemptFailure failure) implements WholeAnswer {}

    /**
     * Reads an answer that a provider gave in its dialect, for a caller in theirs. It fails if it calls one of the
     * stopped tools, or may, for it cannot be read. {@code room} is the answer's.
     */
    static WholeAnswer read(
            Dialect provider, Dialect caller, byte[] body, Reply reply, Set<String> stoppedTools, Room room) {
        AttemptFailure stopped = stoppedTools.isEmpty() ? null : callOf(stoppedTools, provider, body);
        if (stopped != null) {
            return new Bad(stopped);
        }
        if (provider == caller) {
            return passThrough(Codecs.of(provider), body);
        }
        long needed = body.length + Translation.bytes(body);
        if (!room.resize(needed)) {
            return new Bad(room.failure(needed));
        }
        WholeAnswer answer = translated(provider, caller, body, reply);
        room.resize(answer instanceof Good good ? good.body().length : 0);
        return answer;
    }

    private static @Nullable AttemptFailure callOf(Set<String> stoppedTools, Dialect provider, byte[] body) {
        return switch (Codecs.of(provider).readAnswer(body)) {
            case AnswerRead.Malformed(String what) -> new AttemptFailure.Malformed(what);
            case AnswerRead.Answer(ChatAnswer answer) ->
                answer.choices().stream()
                        .flatMap(choice -> choice.parts().stream())
                        .filter(Part.ToolCall.class::isInstance)
                        .map(part -> ((Part.ToolCall) part).name())
                        .filter(stoppedTools::contains)
                        .findFirst()
                        .map(AttemptFailure.KilledTool::new)
                        .orElse(null);
        };
    }

    private static WholeAnswer passThrough(Codec codec, byte[] body) {
        try {
            return new Good(body, codec.factsOf(body));
        } catch (MalformedJsonException e) {
            return new Bad(
                    new AttemptFailure.Malformed("it is not JSON as the dialect has it, " + e.getMessage() + "."));
        }
    }

    private static WholeAnswer translated(Dialect provider, Dialect caller, byte[] body, Reply reply) {
        return switch (Codecs.of(provider).readAnswer(body)) {
            case AnswerRead.Malformed(String what) -> new Bad(new AttemptFailure.Malformed(what));
            case AnswerRead.Answer(ChatAnswer answer) ->
                new Good(Codecs.of(caller).writeAnswer(answer, reply), facts(answer));
        };
    }

    private static AnswerFacts facts(ChatAnswer answer) {
        AnswerFacts facts = new AnswerFacts();
        facts.id(answer.id());
        facts.model(answer.model());
        if (answer.fingerprint() != null) {
            facts.fingerprint(answer.fingerprint());
        }
        if (answer.usage() != null) {
            facts.usage(answer.usage());
        }
        for (ChatAnswer.Choice choice : answer.choices()) {
            facts.finish(choice.finish());
            for (Part part : choice.parts()) {
                switch (part) {
                    case Part.Thinking _, Part.RedactedThinking _ -> facts.sawReasoning();
                    case Part.Text text when text.text().isBlank() -> {}
                    case Part.Text _,
                            Part.Image _,
                            Part.Document _,
                            Part.ToolCall _,
                            Part.ToolResult _,
                            Part.Refusal _,
                            Part.Native _ -> facts.sawContent();
                }
            }
        }
        return facts;
    }
}
