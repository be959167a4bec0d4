package dev.penstock.providers.openai;

import dev.penstock.core.Usage;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Transcript;
import dev.penstock.providers.wire.JsonWire;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads what must be known of a chat completion, whole or a chunk of one, in place. */
final class OpenAiScan {
    private OpenAiScan() {}

    /** Notes the facts of a whole answer: a chat completion, or a list of embeddings. */
    static void answer(JsonCursor cursor, AnswerFacts facts) {
        boolean answers = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("choices")) {
                // None at all is an answer too, an empty one.
                answers |= cursor.kind() == Kind.ARRAY;
                new Choices(facts, null).read(cursor);
            } else if (cursor.keyIs("data")) {
                facts.sawContent();
                answers = true;
                cursor.skip();
            } else if (cursor.keyIs("error") && cursor.kind() != Kind.NULL) {
                throw new MalformedJsonException(cursor.keyOffset(), "an answer and no error");
            } else {
                common(cursor, facts);
            }
        }
        cursor.finish();
        if (!answers) {
            throw new MalformedJsonException(0, "a choice, or data");
        }
    }

    /** Notes a member that answers and chunks have in common, at whose value the cursor stands. */
    static void common(JsonCursor cursor, AnswerFacts facts) {
        Kind kind = cursor.kind();
        if (kind == Kind.STRING && facts.model() == null && cursor.keyIs("model")) {
            facts.model(cursor.string());
        } else if (kind == Kind.STRING && facts.id() == null && cursor.keyIs("id")) {
            facts.id(cursor.string());
        } else if (kind == Kind.STRING && facts.fingerprint() == null && cursor.keyIs("system_fingerprint")) {
            facts.fingerprint(cursor.string());
        } else if (kind == Kind.OBJECT && cursor.keyIs("usage")) {
            Usage usage = UsageFields.read(JsonWire.foreignOrEmpty(cursor.copy()));
            if (usage != null) {
                facts.usage(usage);
            }
        } else {
            cursor.skip();
        }
    }

    /** Reads a list of choices, of an answer or of a chunk. */
    static final class Choices {
        /** One more than OpenAI gives. */
        private static final int MOST = 129;

        private final AnswerFacts facts;
        private final @Nullable Transcript transcript;
        private final BitSet begun = new BitSet();
        private final BitSet finished = new BitSet();
        private int count;
        private boolean called;
        private boolean refused;
        /** The text of the first choice in the list that was read last. */
        private String text = "";
        /** Whether that list has anything else. */
        private boolean other;

        /** {@code transcript} notes the text of a stream; null for none. */
        Choices(AnswerFacts facts, @Nullable Transcript transcript) {
            this.facts = facts;
            this.transcript = transcript;
        }

        /** How many choices the last list had. */
        int count() {
            return count;
        }

        /** Whether there was any choice, over all lists. */
        boolean any() {
            return !begun.isEmpty();
        }

        /** Whether there was any choice, and all that there were have said why they ended. */
        boolean finished() {
            return any() && begun.equals(finished);
        }

        /** The choices that have not said why they ended. */
        int[] unfinished() {
            BitSet open = (BitSet) begun.clone();
            open.andNot(finished);
            return open.stream().toArray();
        }

        /** Whether any choice called a tool. */
        boolean called() {
            return called;
        }

        void read(JsonCursor cursor) {
            count = 0;
            text = "";
            other = false;
            if (cursor.kind() != Kind.ARRAY) {
                cursor.skip();
                return;
            }
            cursor.enterArray();
            while (cursor.nextElement()) {
                count++;
                choice(cursor);
            }
        }

        private void choice(JsonCursor cursor) {
            long index = 0;
            boolean ends = false;
            cursor.enterObject();
            while (cursor.nextMember()) {
                if (cursor.keyIs("delta") || cursor.keyIs("message")) {
                    message(cursor);
                } else if (cursor.keyIs("finish_reason") && cursor.kind() == Kind.STRING) {
                    facts.finish(FinishWords.read(cursor.string(), called, refused));
                    ends = true;
                } else if (cursor.keyIs("index") && cursor.kind() == Kind.NUMBER) {
                    index = cursor.wholeNumber();
                } else {
                    cursor.skip();
                }
            }
            if (index < 0 || index >= MOST) {
                throw new MalformedJsonException(0, "a choice's index from 0 to " + (MOST - 1));
            }
            begun.set((int) index);
            if (ends) {
                finished.set((int) index);
            }
            // A stream that has said why it ends has no more to be gone on with.
            other |= ends || index > 0;
        }

        /** Notes the list that was read last, once all of its event has turned out to be well formed. */
        void note() {
            if (transcript != null && other) {
                transcript.other();
            } else if (transcript != null && !text.isEmpty()) {
                transcript.text(0, text);
            }
        }

        private void message(JsonCursor cursor) {
            if (cursor.kind() != Kind.OBJECT) {
                cursor.skip();
                return;
            }
            cursor.enterObject();
            while (cursor.nextMember()) {
                if (cursor.keyIs("role")) {
                    cursor.skip();
                } else if (cursor.keyIs("tool_calls")) {
                    boolean calls = content(cursor);
                    called |= calls;
                    other |= calls;
                } else if (cursor.keyIs("refusal")) {
                    boolean refuses = content(cursor);
                    refused |= refuses;
                    other |= refuses;
                } else if (transcript != null && cursor.keyIs("content") && cursor.kind() == Kind.STRING) {
                    text(cursor);
                } else if (cursor.keyIs("reasoning_content") || cursor.keyIs("reasoning")) {
                    other |= reasoning(cursor);
                } else {
                    other |= content(cursor);
                }
            }
        }

        private boolean reasoning(JsonCursor cursor) {
            boolean any = isThere(cursor);
            if (any) {
                facts.sawReasoning();
            }
            return any;
        }

        private void text(JsonCursor cursor) {
            text = cursor.string();
            if (facts.isContent(text)) {
                facts.sawContent();
            }
        }

        /** Whatever else a message holds is content, if there is anything in it: text, reasoning, calls, audio. */
        private boolean content(JsonCursor cursor) {
            boolean any = isThere(cursor);
            if (any) {
                facts.sawContent();
            }
            return any;
        }

        private boolean isThere(JsonCursor cursor) {
            return switch (cursor.kind()) {
                case STRING -> facts.isContent(cursor);
                case ARRAY -> nonEmptyArray(cursor);
                case OBJECT -> {
                    cursor.skip();
                    yield true;
                }
                case NUMBER, TRUE, FALSE, NULL -> {
                    cursor.skip();
                    yield false;
                }
            };
        }

        private static boolean nonEmptyArray(JsonCursor cursor) {
            boolean any = false;
            cursor.enterArray();
            while (cursor.nextElement()) {
                any = true;
                cursor.skip();
            }
            return any;
        }
    }
}
