package dev.penstock.reviews;

import dev.penstock.core.config.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person decides. */
public sealed interface Decision {
    /** The most characters of a text. */
    int MOST_CHARS = 100_000;

    /** All words of decisions. */
    List<String> WORDS = List.of("approve", "edit", "reject", "answer");

    /** The most tool calls. */
    int MOST_CALLS = 100;

    /** The word for it in the admin API and in metrics. */
    default String word() {
        return switch (this) {
            case Approve() -> "approve";
            case Edit _ -> "edit";
            case Reject _ -> "reject";
            case Answer _ -> "answer";
        };
    }

    /** The caller gets the proposed answer. */
    record Approve() implements Decision {}

    /** The caller gets the proposed answer with these tool calls in place of its own. */
    record Edit(List<Call> calls) implements Decision {
        public Edit {
            calls = List.copyOf(calls);
            new Checks()
                    .that(
                            !calls.isEmpty() && calls.size() <= MOST_CALLS,
                            "tool_calls",
                            calls.size() + " calls",
                            "1 to " + MOST_CALLS + " of {name, arguments}")
                    .done();
        }
    }

    /**
     * A tool call.
     *
     * @param arguments a JSON object as text
     */
    record Call(String name, String arguments) {}

    /** The caller gets a text, or nothing at all. */
    record Reject(@Nullable String text) implements Decision {
        public Reject {
            if (text != null) {
                new Checks().text("text", text, MOST_CHARS).done();
            }
        }
    }

    /** The caller gets a text. */
    record Answer(String text) implements Decision {
        public Answer {
            new Checks().text("text", text, MOST_CHARS).done();
        }
    }
}
