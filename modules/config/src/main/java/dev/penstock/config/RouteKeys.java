package dev.penstock.config;

import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TraceTerms;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a route, wherever they stand. What it binds by name is for the caller to read. */
final class RouteKeys {
    static final String TARGETS = "a list of targets";
    static final String PROMPT = "a prompt and its version, as in support@2";
    static final String CONTRACT = "the name of a file in contracts/, or a map";
    static final String SCHEMA = "the name of a file in contracts/";

    private final References references;
    private final Mistakes mistakes;

    RouteKeys(References references, Mistakes mistakes) {
        this.references = references;
        this.mistakes = mistakes;
    }

    /**
     * The route.
     *
     * @param targets the names of what stands behind {@code targets}; null where it could not be read
     * @param prompt the label of the prompt
     * @param contract the name of the contract
     * @param terms what stands beside it
     */
    @Nullable
    Route read(
            Section section,
            String name,
            @Nullable List<String> targets,
            @Nullable String prompt,
            @Nullable String contract,
            ContractTerms terms) {
        String purpose = section.requiredText("purpose", "a text: what the route is for");
        if (!section.has("targets")) {
            section.missing("targets", TARGETS);
        }
        Sampling sampling = sampling(section);
        Deadlines deadlines = deadlines(section);
        List<String> tools = section.texts("tools", "a list of tools' names");
        Integer maxTokens = section.integer("max_tokens");
        Section limits = section.section("limits", Keys.ROUTE_LIMITS);
        Integer concurrentRequests = limits == null ? null : limits.integer("concurrent_requests");
        RouterPolicy router = new Routers(references).read(section, targets);
        Healing healing = Healings.read(section);
        ReviewTerms reviews = ReviewKeys.read(section);
        TraceTerms traces = TraceKeys.read(section);
        return section.make(
                () -> new Route(
                        name,
                        purpose == null ? "none" : purpose,
                        targets == null ? List.of("none") : targets,
                        prompt,
                        contract,
                        sampling,
                        deadlines,
                        tools == null ? null : Set.copyOf(tools),
                        maxTokens,
                        concurrentRequests,
                        router,
                        terms,
                        healing,
                        reviews,
                        traces),
                "router.rules");
    }

    /** Notes each parameter that a route pins and one of its targets does not have. */
    void checkSampling(Sampling sampling, Place place, List<Target> targets, Map<String, Provider> providers) {
        for (Target target : targets) {
            Provider provider = providers.get(target.provider());
            if (provider == null) {
                continue;
            }
            for (String beyond : sampling.beyond(provider.dialect())) {
                mistakes.add(
                        place,
                        "with " + beyond,
                        "which target " + Shown.plain(target.name()) + " does not have: it speaks "
                                + provider.dialect().word() + "; take out the one or the other");
            }
        }
    }

    private static Sampling sampling(Section route) {
        Section section = route.section("sampling", Keys.SAMPLING);
        if (section == null) {
            return Sampling.CALLERS;
        }
        Double temperature = section.fraction("temperature");
        Double topP = section.fraction("top_p");
        Long seed = section.whole("seed");
        Double presencePenalty = section.fraction("presence_penalty");
        Double frequencyPenalty = section.fraction("frequency_penalty");
        String reasoningEffort = section.text("reasoning_effort", "a word such as low, medium or high");
        Sampling sampling = section.make(
                () -> new Sampling(temperature, topP, seed, presencePenalty, frequencyPenalty, reasoningEffort));
        return sampling == null ? Sampling.CALLERS : sampling;
    }

    private static Deadlines deadlines(Section route) {
        Deadlines usual = Deadlines.DEFAULT;
        Section section = route.section("deadlines", Keys.DEADLINES);
        if (section == null) {
            return usual;
        }
        var connect = section.duration("connect", usual.connect());
        var firstToken = section.duration("first_token", usual.firstToken());
        var betweenTokens = section.duration("between_tokens", usual.betweenTokens());
        var answer = section.duration("answer", usual.answer());
        var total = section.duration("total", usual.total());
        Deadlines deadlines = section.make(() -> new Deadlines(connect, firstToken, betweenTokens, answer, total));
        return deadlines == null ? usual : deadlines;
    }
}
