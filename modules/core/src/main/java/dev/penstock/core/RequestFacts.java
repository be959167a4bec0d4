package dev.penstock.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asked for, as far as it is told without its text.
 *
 * @param digest the first 32 hexadecimal digits of the SHA-256 of its body: the same request has the same one; null
 *     where it was not read
 * @param session the conversation that it belongs to, in the application's words
 * @param contextIds the ids of the context that it was given, in the application's words; of very many the first
 * @param sampling the parameters that decide how an answer is drawn, by their names in the caller's dialect, as JSON
 * @param tools what tools gave back since the model's last word; of very many the first
 */
public record RequestFacts(
        @Nullable String digest,
        @Nullable String session,
        List<String> contextIds,
        Map<String, String> sampling,
        List<ToolOutput> tools) {
    /** Nothing was read. */
    public static final RequestFacts NOTHING = new RequestFacts(null, null, List.of(), Map.of(), List.of());

    public RequestFacts {
        session = ShortText.nameOrNull(session);
        contextIds = List.copyOf(contextIds);
        tools = List.copyOf(tools);
    }
}
