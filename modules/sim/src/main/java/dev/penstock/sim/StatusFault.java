package dev.penstock.sim;

/** The provider refuses with an error status instead of an answer. */
public enum StatusFault implements Fault {
    /** F01: 429 with retry-after in seconds */
    RATE_LIMIT("F01", Unit.SECONDS, 1, "429 with retry-after in seconds"),

    /** F01: 429 with retry-after-ms as well as retry-after */
    RATE_LIMIT_MS("F01", Unit.MILLISECONDS, 644, "429 with retry-after-ms as well as retry-after"),

    /** F01: 429 with retry-after as an HTTP date */
    RATE_LIMIT_DATE("F01", Unit.SECONDS, 2, "429 with retry-after as an HTTP date"),

    /** F01: 429 without retry headers: the wait is told in the message only */
    RATE_LIMIT_BARE("F01", Unit.MILLISECONDS, 644, "429 without retry headers: the wait is told in the message only"),

    /** F01: 429: the request alone is more than the limit; no wait helps */
    RATE_LIMIT_LARGE("F01", Unit.NONE, 0, "429: the request alone is more than the limit; no wait helps"),

    /** F03: 429 insufficient_quota; Anthropic: 400, the credit balance is too low */
    QUOTA("F03", Unit.NONE, 0, "429 insufficient_quota; Anthropic: 400, the credit balance is too low"),

    /** F05: 500 server_error; Anthropic: 500 api_error */
    SERVER_ERROR("F05", Unit.NONE, 0, "500 server_error; Anthropic: 500 api_error"),

    /** F06: 502 with Cloudflare's HTML page */
    BAD_GATEWAY_HTML("F06", Unit.NONE, 0, "502 with Cloudflare's HTML page"),

    /** F09: 400 invalid_request_error */
    INVALID_REQUEST("F09", Unit.NONE, 0, "400 invalid_request_error"),

    /** F09: 401: the key is refused */
    AUTHENTICATION("F09", Unit.NONE, 0, "401: the key is refused"),

    /** F09: 402 billing_error */
    BILLING("F09", Unit.NONE, 0, "402 billing_error"),

    /** F09: 403 permission_error */
    PERMISSION("F09", Unit.NONE, 0, "403 permission_error"),

    /** F09: 404: no such model */
    NOT_FOUND("F09", Unit.NONE, 0, "404: no such model"),

    /** F09: 413 request_too_large */
    REQUEST_TOO_LARGE("F09", Unit.NONE, 0, "413 request_too_large"),

    /** F09: 504 timeout_error */
    TIMEOUT("F09", Unit.NONE, 0, "504 timeout_error"),

    /** F09: 529 overloaded_error; OpenAI: 503, the engine is overloaded */
    OVERLOADED("F09", Unit.NONE, 0, "529 overloaded_error; OpenAI: 503, the engine is overloaded"),

    /** F14: 400: the prompt is longer than the context window */
    CONTEXT_LENGTH("F14", Unit.NONE, 0, "400: the prompt is longer than the context window"),

    /** F14: 400 while the request asks for more than 4096 output tokens, the model's limit; else a normal answer */
    OUTPUT_LIMIT(
            "F14",
            Unit.NONE,
            0,
            "400 while the request asks for more than 4096 output tokens, the model's limit; else a normal answer"),

    /**
     * F14: 400 while the request asks for more than the 4096 tokens that it leaves of the window; else a normal answer
     */
    WINDOW_LIMIT(
            "F14",
            Unit.NONE,
            0,
            "400 while the request asks for more than the 4096 tokens that it leaves of the window; else a normal"
                    + " answer"),

    /** F16: 400 content_filter in Azure's shape; Anthropic: 400, blocked by content filtering policy */
    PROMPT_FILTERED(
            "F16",
            Unit.NONE,
            0,
            "400 content_filter in Azure's shape; Anthropic: 400, blocked by content filtering policy"),

    /** F28: 429 in Gemini's shape: the wait is told in RetryInfo only */
    RATE_LIMIT_GEMINI("F28", Unit.MILLISECONDS, 34_000, "429 in Gemini's shape: the wait is told in RetryInfo only"),

    /** F28: 429 in Gemini's shape: the quota of the day is spent, though RetryInfo tells a short wait */
    QUOTA_GEMINI(
            "F28",
            Unit.NONE,
            0,
            "429 in Gemini's shape: the quota of the day is spent, though RetryInfo tells a short wait"),

    /** F31: 503 UNAVAILABLE in Gemini's shape */
    OVERLOADED_GEMINI("F31", Unit.NONE, 0, "503 UNAVAILABLE in Gemini's shape"),

    /** F33: 400 while the request has max_tokens (Anthropic: temperature); without it, a normal answer */
    UNSUPPORTED_PARAMETER(
            "F33",
            Unit.NONE,
            0,
            "400 while the request has max_tokens (Anthropic: temperature); without it, a normal answer");

    /** What {@link #OUTPUT_LIMIT} and {@link #WINDOW_LIMIT} leave for an answer. */
    static final int MOST_OUTPUT = 4_096;

    private final String wireId;
    private final Unit unit;
    private final int usual;
    private final String meaning;

    StatusFault(String wireId, Unit unit, int usual, String meaning) {
        this.wireId = wireId;
        this.unit = unit;
        this.usual = usual;
        this.meaning = meaning;
    }

    /** Whether it is about how many output tokens the request asks for. */
    boolean isOfTokens() {
        return this == OUTPUT_LIMIT || this == WINDOW_LIMIT;
    }

    /** Whether it is about a parameter of a chat, and gone with it. */
    boolean isOfParameters() {
        return this == UNSUPPORTED_PARAMETER || isOfTokens();
    }

    @Override
    public Facts facts() {
        return new Facts(wireId, unit, usual, meaning);
    }
}
