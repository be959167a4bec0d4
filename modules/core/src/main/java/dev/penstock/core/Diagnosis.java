package dev.penstock.core;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an attempt's failure was, whatever words its provider had for it: each class has a remedy of its own. */
public sealed interface Diagnosis {
    /** The words for what providers do: for {@link Fault}, {@link Declined} and those that say more. */
    List<String> WORDS = Stream.of(
                    Stream.of("rate_limited", "overloaded", "unsupported_parameter", "output_limit"),
                    Stream.of(Fault.values()).map(Fault::word),
                    Stream.of(Declined.values()).map(Declined::word))
            .flatMap(words -> words)
            .toList();

    /** The word for it in configuration, metrics and traces. */
    String word();

    /**
     * The target has had too many requests or tokens in a time that passes.
     *
     * @param retryAfter how long the provider asks to wait; null where it does not say
     */
    record RateLimited(@Nullable Duration retryAfter) implements Diagnosis {
        @Override
        public String word() {
            return "rate_limited";
        }
    }

    /**
     * The provider has too much to do.
     *
     * @param retryAfter how long the provider asks to wait; null where it does not say
     */
    record Overloaded(@Nullable Duration retryAfter) implements Diagnosis {
        @Override
        public String word() {
            return "overloaded";
        }
    }

    /**
     * The model knows no such parameter.
     *
     * @param name the parameter's name in the provider's words; null where it does not say
     * @param instead the name that the provider has for it; null where it does not say
     */
    record UnsupportedParameter(
            @Nullable String name, @Nullable String instead) implements Diagnosis {
        @Override
        public String word() {
            return "unsupported_parameter";
        }
    }

    /**
     * The request asks for more output tokens than it can get: the model has a limit, or the messages leave no more of
     * its context window.
     *
     * @param most how many it would get; above 0
     */
    record OutputLimit(long most) implements Diagnosis {
        @Override
        public String word() {
            return "output_limit";
        }
    }

    /** A fault of the provider, of the way to it, or of its answer. */
    enum Fault implements Diagnosis {
        /** The request alone is more than the target's limit for any time. */
        REQUEST_TOO_LARGE,
        /** The account has nothing left: waiting a moment does not help. */
        QUOTA_EXHAUSTED,
        SERVER_ERROR,
        /** A proxy before the provider answered in its place. */
        BAD_GATEWAY,
        CONNECTION_RESET,
        /** No connection, or nothing at all came over it. */
        NO_RESPONSE,
        SLOW_FIRST_TOKEN,
        /** A stream that went on and then stood still. */
        STALLED_STREAM,
        CUT_STREAM,
        /** What came is not what the dialect says. */
        MALFORMED_CHUNK,
        EMPTY_ANSWER,
        TRUNCATED_ANSWER,
        /** The answer does not satisfy its contract. */
        INVALID_OUTPUT,
        /** The request and its answer do not fit in the model's context window. */
        CONTEXT_TOO_LONG,
        /** The provider does not accept the gateway's own credentials. */
        AUTHENTICATION,
        /** The provider does not know the model, or not any more. */
        MODEL_GONE,
        /** Nothing that is known. */
        UNKNOWN;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** No fault, but no answer either: the outcome that the caller gets unless a route says otherwise. */
    enum Declined implements Diagnosis {
        /** The model declined. */
        REFUSAL,
        /** The provider held the request or the answer back. */
        CONTENT_FILTERED,
        /** The provider says that the caller's request is wrong. */
        INVALID_REQUEST;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The gateway itself ended the attempt, or did not make it. */
    enum Own implements Diagnosis {
        /** No connection was free. */
        NO_CONNECTION_FREE,
        /** No memory was free. */
        NO_ROOM,
        /** The target's dialect cannot express the request. */
        INEXPRESSIBLE,
        /** The answer is larger than this node holds. */
        ANSWER_TOO_LARGE,
        /** Operators stopped the target, or a tool that it called. */
        KILLED,
        /** What came again is not what the caller has already. */
        DEPARTED,
        /** The time of the whole request is over. */
        OUT_OF_TIME,
        /** The node stops. */
        STOPPED,
        /** The caller went away. */
        CANCELLED,
        /** Another target was asked at the same time and came first. */
        OUTRUN;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
