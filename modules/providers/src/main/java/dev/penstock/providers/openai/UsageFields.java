package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Usage;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/** OpenAI's count of tokens: {@code prompt_tokens} holds the cached ones. */
final class UsageFields {
    private UsageFields() {}

    static @Nullable Usage read(JsonNode usage) {
        if (!usage.has("prompt_tokens") && !usage.has("completion_tokens")) {
            return null;
        }
        long prompt = JsonWire.count(usage, "prompt_tokens");
        long cached = Math.min(prompt, JsonWire.count(usage.path("prompt_tokens_details"), "cached_tokens"));
        return new Usage(
                prompt - cached,
                cached,
                0,
                JsonWire.count(usage, "completion_tokens"),
                JsonWire.count(usage.path("completion_tokens_details"), "reasoning_tokens"));
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = JsonWire.object()
                .put("prompt_tokens", usage.totalInput())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInput());
        node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        return node;
    }
}
