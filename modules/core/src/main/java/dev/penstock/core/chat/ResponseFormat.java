package dev.penstock.core.chat;

import dev.penstock.core.Dialect;
import org.jspecify.annotations.Nullable;

/** What the text of an answer must be. */
public sealed interface ResponseFormat {
    /** Anything. */
    record Text() implements ResponseFormat {}

    /** Some JSON object. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that a schema describes.
     *
     * @param name a label for the schema; null in dialects that want none
     * @param strict the provider guarantees it; null where the caller did not say
     */
    record JsonSchema(
            @Nullable String name,
            @Nullable Given<String> description,
            Json schema,
            @Nullable Given<Boolean> strict) implements ResponseFormat {}

    /** A format that only one dialect has, as it came. */
    record Native(Dialect dialect, Json json) implements ResponseFormat {}
}
