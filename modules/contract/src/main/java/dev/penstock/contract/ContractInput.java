package dev.penstock.contract;

import dev.penstock.core.chat.Tool;
import java.util.Arrays;
import java.util.List;
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

    /** {@code contextIds} are ids with commas between them; null for none. */
    public static ContractInput of(List<Tool> tools, @Nullable String contextIds) {
        return new ContractInput(tools, contextIds == null ? Set.of() : ids(contextIds));
    }

    private static Set<String> ids(String ids) {
        return Arrays.stream(ids.split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
