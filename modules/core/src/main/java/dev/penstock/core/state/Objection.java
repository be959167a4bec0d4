package dev.penstock.core.state;

/**
 * Why a write cannot be, as things stand.
 *
 * @param field what of the write is wrong, in the words of the API
 * @param message one sentence: the value, and what was expected
 */
public record Objection(Kind kind, String field, String message) {
    /** What kind of thing is wrong. */
    public enum Kind {
        /** It names something that is not there. */
        NOT_FOUND,
        /** It does not go with what is in effect. */
        CONFLICT,
        /** A freeze lasts. */
        FROZEN
    }
}
