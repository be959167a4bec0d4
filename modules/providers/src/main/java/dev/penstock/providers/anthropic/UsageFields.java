package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Usage;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/** Anthropic's count of tokens: {@code input_tokens} holds neither of the two cache kinds; reasoning is not counted. */
final class UsageFields {
    private static final Usage NOTHING = new Usage(0, 0, 0, 0, 0);

    private UsageFields() {}

    /** Reads a report on top of an earlier one: what it does not tell stays. */
    static @Nullable Usage read(JsonNode usage, @Nullable Usage before) {
        if (!usage.isObject()) {
            return before;
        }
        Usage known = before == null ? NOTHING : before;
        return new Usage(
                count(usage, "input_tokens", known.input()),
                count(usage, "cache_read_input_tokens", known.cachedInput()),
                count(usage, "cache_creation_input_tokens", known.cacheWrite()),
                count(usage, "output_tokens", known.output()),
                known.reasoning());
    }

    static ObjectNode write(@Nullable Usage usage) {
        Usage told = usage == null ? NOTHING : usage;
        return JsonWire.object()
                .put("input_tokens", told.input())
                .put("cache_creation_input_tokens", told.cacheWrite())
                .put("cache_read_input_tokens", told.cachedInput())
                .put("output_tokens", told.output());
    }

    private static long count(JsonNode usage, String field, long before) {
        return usage.path(field).canConvertToLong() ? JsonWire.count(usage, field) : before;
    }
}
