package dev.penstock.core.chat;

/**
 * A JSON value as text: a schema, the arguments of a tool call. Penstock passes it on and does not look inside, so it
 * is not parsed here; whoever makes one from foreign text has checked it, or says that it may be broken.
 *
 * @param text the JSON text; two values are equal if their texts are
 */
public record Json(String text) {
    /** An object without fields. */
    public static final Json EMPTY_OBJECT = new Json("{}");
}
