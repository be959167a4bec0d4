package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.contract.ContractInput;
import dev.penstock.core.Release;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Sha256;
import dev.penstock.core.ToolOutput;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonText;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a trace tells of a request beside its text. */
final class RequestFactsReader {
    /** The conversation that a request belongs to; so may its metadata say, under the name below. */
    static final String SESSION_HEADER = "x-penstock-session";

    static final String SESSION = "session_id";
    /** The ids of the context that a request was given, with commas between them; its metadata may say them too. */
    static final String CONTEXT_HEADER = "x-penstock-context";

    /** What it reads of a request's metadata. */
    static final Set<String> LABELS = Set.of(SESSION, ContractInput.CONTEXT_IDS);

    private static final int DIGEST_DIGITS = 32;
    private static final int MOST_IDS = 32;
    private static final int LONGEST_VALUE = 32;
    private static final String EFFORT = "reasoning_effort";
    /** What every reader of JSON can read. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?([eE][+-]?\\d{1,2})?");

    private static final List<String> PARAMETERS = List.of(
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "max_completion_tokens",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            EFFORT,
            "n");

    private RequestFactsReader() {}

    /**
     * Of a request that a release serves.
     *
     * @param tools what tools gave back
     */
    static RequestFacts of(CallerRequest request, MultiMap headers, Release release, List<ToolOutput> tools) {
        return new RequestFacts(
                Sha256.hex(request.body().bytes()).substring(0, DIGEST_DIGITS),
                session(request, headers),
                contextIds(request, headers),
                sampling(request, release.route().sampling()),
                tools);
    }

    private static @Nullable String session(CallerRequest request, MultiMap headers) {
        String session = headers.get(SESSION_HEADER);
        session = session == null ? request.metadata(SESSION) : session;
        return session == null || session.isBlank() ? null : CallerText.shown(session);
    }

    private static List<String> contextIds(CallerRequest request, MultiMap headers) {
        String ids = headers.get(CONTEXT_HEADER);
        ids = ids == null ? request.metadata(ContractInput.CONTEXT_IDS) : ids;
        return ids == null
                ? List.of()
                : Arrays.stream(ids.split(",", MOST_IDS + 1))
                        .limit(MOST_IDS)
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .map(CallerText::shown)
                        .toList();
    }

    /** The caller's parameters, with those of the release in their place. */
    static Map<String, String> sampling(CallerRequest request, Sampling pinned) {
        Map<String, String> sampling = new LinkedHashMap<>();
        for (String name : PARAMETERS) {
            Member value = request.body().find(name);
            if (value == null || value.to() - value.from() > LONGEST_VALUE) {
                continue;
            }
            if (value.kind() == Kind.NUMBER) {
                String number = new String(request.body().bytes(), value.from(), value.to() - value.from(), UTF_8);
                if (NUMBER.matcher(number).matches()) {
                    sampling.put(name, number);
                }
            } else if (value.kind() == Kind.STRING && name.equals(EFFORT)) {
                StringBuilder quoted = new StringBuilder();
                JsonText.appendQuoted(
                        quoted, CallerText.shown(request.body().at(value).string()));
                sampling.put(name, quoted.toString());
            }
        }
        put(sampling, "temperature", pinned.temperature());
        put(sampling, "top_p", pinned.topP());
        put(sampling, "seed", pinned.seed());
        put(sampling, "presence_penalty", pinned.presencePenalty());
        put(sampling, "frequency_penalty", pinned.frequencyPenalty());
        if (pinned.reasoningEffort() != null) {
            sampling.put(EFFORT, '"' + pinned.reasoningEffort() + '"');
        }
        return sampling;
    }

    private static void put(Map<String, String> sampling, String name, @Nullable Number value) {
        if (value != null) {
            sampling.put(name, value.toString());
        }
    }
}
