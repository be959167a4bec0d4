package dev.penstock.core;

import org.jspecify.annotations.Nullable;

/**
 * An error as the callers of LLM APIs know it, in no dialect yet.
 *
 * @param kind what sort of error; decides the status and the client's exception class
 * @param message one or two sentences for a person
 * @param param the request's field that is at fault, if one is
 * @param code a word for programs, such as {@code context_length_exceeded}, if there is one
 */
public record ApiError(
        Kind kind,
        String message,
        @Nullable String param,
        @Nullable String code) {
    /** The code of an error of which nothing but a status came. */
    public static final String UNEXPLAINED = "unexplained";

    public ApiError {
        message = ShortText.message(message);
        param = ShortText.messageOrNull(param);
        code = ShortText.nameOrNull(code);
    }

    /** Sorts of errors, each with the status that says it where the dialect has none of its own. */
    public enum Kind {
        INVALID_REQUEST(400),
        AUTHENTICATION(401),
        BILLING(402),
        PERMISSION(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        REQUEST_TIMEOUT(408),
        CONFLICT(409),
        TOO_LARGE(413),
        UNSUPPORTED_MEDIA_TYPE(415),
        UNPROCESSABLE(422),
        RATE_LIMIT(429),
        HEADERS_TOO_LARGE(431),
        SERVER(500),
        BAD_GATEWAY(502),
        UNAVAILABLE(503),
        TIMEOUT(504),
        /** The provider's own word for too busy; Anthropic says it with 529, others with 503. */
        OVERLOADED(529);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status for it. */
        public int status() {
            return status;
        }

        /** The kind for a status that a provider sent; what is not known maps by its class: 4xx to a bad request. */
        public static Kind ofStatus(int status) {
            for (Kind kind : values()) {
                if (kind.status == status) {
                    return kind;
                }
            }
            return status >= 400 && status < 500 ? INVALID_REQUEST : SERVER;
        }
    }

    public static ApiError of(Kind kind, String message) {
        return new ApiError(kind, message, null, null);
    }
}
