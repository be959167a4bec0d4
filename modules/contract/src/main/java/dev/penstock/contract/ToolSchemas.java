package dev.penstock.contract;

import dev.penstock.core.config.BadConfig;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Compiled schemas of tools, which callers bring anew with each request; a bounded number is kept. */
final class ToolSchemas {
    private static final int MOST_KEPT = 256;
    private static final int LONGEST_KEPT = 32_768;

    /** What a schema's text is. */
    sealed interface Compiled {
        record Good(JsonSchema schema) implements Compiled {}

        record Bad(String problem) implements Compiled {}
    }

    private final ConcurrentMap<String, Compiled> kept = new ConcurrentHashMap<>();

    Compiled compiled(String schema) {
        Compiled known = kept.get(schema);
        if (known != null) {
            return known;
        }
        Compiled compiled = compile(schema);
        if (schema.length() <= LONGEST_KEPT) {
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(schema, compiled);
        }
        return compiled;
    }

    private static Compiled compile(String schema) {
        try {
            return new Compiled.Good(JsonSchema.compile(schema));
        } catch (BadConfig refused) {
            return new Compiled.Bad(String.valueOf(refused.getMessage()));
        }
    }
}
