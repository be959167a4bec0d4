package dev.penstock.contract;

import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Tool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings that its answer is held against.
 *
 * @param tools the tools that the model may ask for
 * @param contextIds the ids of the context that it may cite
 */
public record ContractInput(List<Tool> tools, Set<String> contextIds) {
    /** The field of a request's metadata that names its context: ids with commas between them. */
    public static final String CONTEXT_IDS = "context_ids";

    public ContractInput {
        tools = List.copyOf(tools);
        contextIds = Set.copyOf(contextIds);
    }

    public static ContractInput of(ChatRequest request) {
        return new ContractInput(request.tools(), contextIds(request.metadata()));
    }

    private static Set<String> contextIds(@Nullable Given<Map<String, String>> metadata) {
        String ids = metadata == null ? null : metadata.value().get(CONTEXT_IDS);
        if (ids == null) {
            return Set.of();
        }
        return Arrays.stream(ids.split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
