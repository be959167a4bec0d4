package dev.penstock.providers.anthropic;

import dev.penstock.core.Usage;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.wire.JsonWire;

/** Reads what must be known of a message, whole or in events, in place. */
final class AnthropicScan {
    private AnthropicScan() {}

    /** Notes the facts of a whole answer. */
    static void answer(JsonCursor cursor, AnswerFacts facts) {
        if (!message(cursor, facts)) {
            throw new MalformedJsonException(0, "a message");
        }
        cursor.finish();
    }

    /**
     * Notes the facts of a whole message at the cursor, or of the empty one that begins a stream.
     *
     * @return whether it says that it is one
     */
    static boolean message(JsonCursor cursor, AnswerFacts facts) {
        boolean message = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            Kind kind = cursor.kind();
            if (kind == Kind.STRING && cursor.keyIs("id")) {
                facts.id(cursor.string());
            } else if (kind == Kind.STRING && cursor.keyIs("model")) {
                facts.model(cursor.string());
            } else if (kind == Kind.STRING && cursor.keyIs("type")) {
                message = cursor.string().equals("message");
            } else if (kind == Kind.STRING && cursor.keyIs("stop_reason")) {
                facts.finish(StopWords.read(cursor.string()));
            } else if (kind == Kind.OBJECT && cursor.keyIs("usage")) {
                usage(cursor, facts);
            } else if (kind == Kind.ARRAY && cursor.keyIs("content")) {
                content(cursor, facts);
            } else {
                cursor.skip();
            }
        }
        return message;
    }

    /**
     * The usage object at the cursor. What it does not say stays: the last event of a stream repeats only some of it.
     */
    static void usage(JsonCursor cursor, AnswerFacts facts) {
        Usage usage = UsageFields.read(JsonWire.foreignOrEmpty(cursor.copy()), facts.usage());
        if (usage != null) {
            facts.usage(usage);
        }
    }

    private static void content(JsonCursor cursor, AnswerFacts facts) {
        cursor.enterArray();
        while (cursor.nextElement()) {
            block(cursor, facts);
        }
    }

    /**
     * A block of content, or a piece of one: a text that is no content is nothing yet, all else is something.
     *
     * @return whether it is an empty text
     */
    static boolean block(JsonCursor cursor, AnswerFacts facts) {
        boolean text = false;
        boolean reasoning = false;
        boolean any = false;
        boolean empty = true;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("type")) {
                String type = cursor.kind() == Kind.STRING ? cursor.string() : "";
                reasoning = type.contains("thinking");
                text = type.equals("text") || type.equals("thinking") || type.endsWith("_delta");
            } else if (cursor.kind() == Kind.STRING) {
                any |= facts.isContent(cursor);
                empty &= cursor.lastStringIsEmpty();
            } else {
                cursor.skip();
            }
        }
        boolean something = any || !text;
        if (something && reasoning) {
            facts.sawReasoning();
        } else if (something) {
            facts.sawContent();
        }
        return text && empty;
    }
}
