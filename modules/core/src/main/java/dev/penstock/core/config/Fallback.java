package dev.penstock.core.config;

/** What a request gets when no attempt gave an answer that satisfies the contract. */
public sealed interface Fallback {
    /** The most characters of a text. */
    int MOST_CHARS = 10_000;

    /** An error that says which check failed. */
    record Refuse() implements Fallback {}

    /** A question to the user. */
    record Clarify(String question) implements Fallback {
        public Clarify {
            new Checks().text("clarify", question, MOST_CHARS).done();
        }
    }

    /** A person is asked; until they have answered, the caller gets a text. */
    record Escalate(String text) implements Fallback {
        /** What a route says that gives no text of its own. */
        public static final Escalate USUAL = new Escalate(
                "A person has to look at this. It was passed on and will be answered as soon as possible.");

        public Escalate {
            new Checks().text("escalate", text, MOST_CHARS).done();
        }
    }

    /** A text that stands ready. */
    record Answer(String text) implements Fallback {
        public Answer {
            new Checks().text("answer", text, MOST_CHARS).done();
        }
    }
}
