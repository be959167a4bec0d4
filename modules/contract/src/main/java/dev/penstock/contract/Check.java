package dev.penstock.contract;

import java.util.Locale;

/** What an answer can fail. */
public enum Check {
    /** It has content. */
    EMPTY,
    /** It was not cut by a limit on tokens. */
    TRUNCATED,
    /** It is one JSON value. */
    JSON,
    /** Its JSON satisfies the contract's schema. */
    SCHEMA,
    /** It is in one of the languages. */
    LANGUAGE,
    /** It is not too long. */
    MAX_CHARS,
    /** It cites the request's context, and nothing else. */
    CITATIONS,
    /** It holds no HTML and no stack trace. */
    PLAIN,
    /** Its tool calls are known and valid. */
    TOOLS;

    /** The word for it in errors, metrics and traces. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
