package dev.penstock.core.chat;

import dev.penstock.core.Dialect;
import org.jspecify.annotations.Nullable;

/** A tool that the model may ask for. */
public sealed interface Tool {
    /** Where it stood in the caller's request. */
    FieldPath at();

    /**
     * A function that the caller runs.
     *
     * @param schema JSON Schema of the arguments; null if the function has none
     * @param strict the provider shall hold the arguments to the schema; null where the caller did not say
     */
    record Function(
            String name,
            @Nullable String description,
            @Nullable Json schema,
            @Nullable Given<Boolean> strict,
            @Nullable Given<CacheMark> cache,
            FieldPath at)
            implements Tool {
        public Function(String name, @Nullable String description, @Nullable Json schema) {
            this(name, description, schema, null, null, FieldPath.root());
        }
    }

    /**
     * A tool that only one dialect has.
     *
     * @param json the whole tool as it came
     * @param at the field that other dialects have no word for
     */
    record Native(Dialect dialect, Json json, FieldPath at) implements Tool {}
}
