package dev.penstock.contract;

import java.util.Locale;

/** What was done to a text to make it the JSON that it was meant to be, in the order in which it is done. */
public enum RepairRule {
    /** A byte order mark in front was taken away. */
    BOM,
    /** One code fence around the value was taken away. */
    FENCE,
    /** Words before and behind the value were taken away. */
    PROSE,
    /** Comments were taken away. */
    COMMENTS,
    /** Single or typographic quotes around texts became double ones. */
    QUOTES,
    /** Commas before a closing bracket were taken away. */
    TRAILING_COMMA,
    /** Python's words for true, false and null became JSON's. */
    PYTHON_LITERAL,
    /** A text that holds a number, true or false became that, where the schema wants it. */
    COERCION;

    /** The rule's id in traces and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
