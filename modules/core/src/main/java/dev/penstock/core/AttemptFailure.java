package dev.penstock.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why one call of one target gave no whole answer. Feeds the decision what to do next. */
public sealed interface AttemptFailure {
    /** The word for it in metrics and traces. */
    String word();

    /** One sentence for an operator. Never holds a secret. */
    String message();

    /** Parts of an attempt that have a deadline of their own. */
    enum Phase {
        CONNECT("connect"),
        /** Nothing of a stream is here, not even its head. */
        FIRST_BYTE("first_token"),
        FIRST_TOKEN("first_token"),
        BETWEEN_TOKENS("between_tokens"),
        /** An answer that is no stream is not here. */
        ANSWER("answer"),
        TOTAL("total");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        /** The name of the deadline. */
        public String word() {
            return word;
        }
    }

    /** No connection: refused, unknown host, no route, TLS. */
    record NotConnected(String why) implements AttemptFailure {
        public NotConnected {
            why = ShortText.message(why);
        }

        @Override
        public String word() {
            return "not_connected";
        }

        @Override
        public String message() {
            return "No connection to the provider: " + why + ".";
        }
    }

    /** All connections to the provider are busy, and as many requests as may wait are waiting. */
    record NoConnectionFree() implements AttemptFailure {
        @Override
        public String word() {
            return "no_connection_free";
        }

        @Override
        public String message() {
            return "All connections to the provider are busy and its queue is full.";
        }
    }

    /** The connection ended before the whole answer was here. */
    record ConnectionLost(String why) implements AttemptFailure {
        public ConnectionLost {
            why = ShortText.message(why);
        }

        @Override
        public String word() {
            return "connection_lost";
        }

        @Override
        public String message() {
            return "The provider's connection was lost: " + why + ".";
        }
    }

    /** A deadline passed. */
    record TimedOut(Phase phase, Duration limit) implements AttemptFailure {
        @Override
        public String word() {
            return "timeout_" + phase.word();
        }

        @Override
        public String message() {
            return "The provider took longer than " + limit.toMillis() + " ms (" + phase.word() + ").";
        }
    }

    /**
     * The provider answered with an error status.
     *
     * @param retryAfter how long the provider asks to wait, if it says so
     */
    record ErrorStatus(int status, ApiError error, @Nullable Duration retryAfter) implements AttemptFailure {
        @Override
        public String word() {
            return "status_" + status;
        }

        @Override
        public String message() {
            return "The provider answered " + status + ": " + error.message();
        }
    }

    /** The provider reported an error inside a stream that had begun well. */
    record ErrorInStream(ApiError error) implements AttemptFailure {
        @Override
        public String word() {
            return "error_in_stream";
        }

        @Override
        public String message() {
            return "The provider reported an error in its stream: " + error.message();
        }
    }

    /** What came is not what the dialect says. */
    record Malformed(String what) implements AttemptFailure {
        public Malformed {
            what = ShortText.message(what);
        }

        @Override
        public String word() {
            return "malformed_answer";
        }

        @Override
        public String message() {
            return "The provider's answer is not valid: " + what;
        }
    }

    /** A stream ended without saying that it was complete. */
    record CutStream() implements AttemptFailure {
        @Override
        public String word() {
            return "cut_stream";
        }

        @Override
        public String message() {
            return "The provider's stream ended before the answer was complete.";
        }
    }

    /** A stream that was to go on with another one does not agree with what the caller has of that. */
    record Departed() implements AttemptFailure {
        @Override
        public String word() {
            return "departed";
        }

        @Override
        public String message() {
            return "What the provider answered again is not what the caller has already.";
        }
    }

    /**
     * An answer that is complete, and holds nothing.
     *
     * @param finish why the model stopped, if it said so
     */
    record EmptyAnswer(@Nullable FinishReason finish) implements AttemptFailure {
        @Override
        public String word() {
            return "empty_answer";
        }

        @Override
        public String message() {
            return "The provider's answer is empty" + (finish == null ? "." : " (" + finish.word() + ").");
        }
    }

    /**
     * The answer does not satisfy the contract of its release.
     *
     * @param checks the words of the checks that it fails
     * @param correction what its model may be told; quotes the answer, so it is for nobody else
     */
    record InvalidOutput(List<String> checks, String correction) implements AttemptFailure {
        public InvalidOutput {
            checks = List.copyOf(checks);
        }

        @Override
        public String word() {
            return "invalid_output";
        }

        @Override
        public String message() {
            return "The answer does not satisfy its contract: " + String.join(", ", checks) + ".";
        }
    }

    /** The model declined, and the route asks another one then. */
    record RefusedAnswer() implements AttemptFailure {
        @Override
        public String word() {
            return "refused_answer";
        }

        @Override
        public String message() {
            return "The model declined to answer.";
        }
    }

    /** The provider held the answer back, and the route asks another one then. */
    record FilteredAnswer() implements AttemptFailure {
        @Override
        public String word() {
            return "filtered_answer";
        }

        @Override
        public String message() {
            return "The provider's content filter held the answer back.";
        }
    }

    /** The answer is larger than this node buffers. */
    record AnswerTooLarge(long limitBytes) implements AttemptFailure {
        @Override
        public String word() {
            return "answer_too_large";
        }

        @Override
        public String message() {
            return "The provider's answer is larger than the limit of " + limitBytes + " bytes.";
        }
    }

    /** The bytes that the attempt needs are more than what is left of this node's {@code buffered_bytes}. */
    record NoRoom(long neededBytes, long limitBytes) implements AttemptFailure {
        @Override
        public String word() {
            return "no_room";
        }

        @Override
        public String message() {
            return "This node is at its limit: " + neededBytes + " bytes are needed, and buffered_bytes (" + limitBytes
                    + ") has no room for them.";
        }

        /** Whether there is room for it when nothing else needs any. */
        public boolean mayPass() {
            return neededBytes <= limitBytes;
        }
    }

    /** The node stopped before the answer was complete. */
    record Stopped() implements AttemptFailure {
        @Override
        public String word() {
            return "stopped";
        }

        @Override
        public String message() {
            return "The gateway is stopping.";
        }
    }

    /** The caller went away before the answer was complete. */
    record Cancelled() implements AttemptFailure {
        @Override
        public String word() {
            return "cancelled";
        }

        @Override
        public String message() {
            return "The caller went away.";
        }
    }

    /** Another target that was asked at the same time came first. */
    record Outrun(String by) implements AttemptFailure {
        @Override
        public String word() {
            return "outrun";
        }

        @Override
        public String message() {
            return "The target '" + by + "' came first.";
        }
    }

    /** The target's dialect cannot express the request; it was not called. */
    record Inexpressible(String field, String why) implements AttemptFailure {
        public Inexpressible {
            field = ShortText.message(field);
            why = ShortText.message(why);
        }

        @Override
        public String word() {
            return "inexpressible";
        }

        @Override
        public String message() {
            return why;
        }
    }

    /**
     * Operators stopped the target, or the whole request, while the call was under way.
     *
     * @param what what is stopped, as {@code scope 'key'}
     * @param publicReason what callers may be told
     */
    record Killed(String what, String publicReason) implements AttemptFailure {
        @Override
        public String word() {
            return "killed";
        }

        @Override
        public String message() {
            return publicReason;
        }
    }

    /** The model called a tool that operators have stopped. */
    record KilledTool(String tool) implements AttemptFailure {
        public KilledTool {
            tool = ShortText.message(tool);
        }

        @Override
        public String word() {
            return "killed_tool";
        }

        @Override
        public String message() {
            return "The model called the tool '" + tool + "', which is stopped.";
        }
    }
}
