package dev.penstock.config;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes/*.yaml}. */
final class Routes {
    private static final String FOLDER = "routes";
    private static final String ENDING = ".yaml";

    private final Folder folder;
    private final References references;
    private final Mistakes mistakes;
    private final Map<String, String> fileOf = new HashMap<>();
    private final Map<String, Place> samplingOf = new HashMap<>();

    Routes(Folder folder, References references, Mistakes mistakes) {
        this.folder = folder;
        this.references = references;
        this.mistakes = mistakes;
    }

    /** The routes by name. */
    Map<String, Route> read() {
        Map<String, Route> routes = new LinkedHashMap<>();
        List<String> files = folder.files(FOLDER, ENDING);
        if (files.isEmpty()) {
            references.unsure(References.Kind.ROUTE);
            mistakes.add(
                    Place.wholeFile(FOLDER + "/"),
                    "without any route",
                    "expected at least one file like routes/support.yaml");
        }
        for (String file : files) {
            Section section = folder.yaml(file, Keys.ROUTE);
            Route route = section == null ? null : route(file, section);
            if (route != null) {
                routes.put(route.name(), route);
            } else if (section == null) {
                references.unsure(References.Kind.ROUTE);
            }
        }
        return routes;
    }

    private @Nullable Route route(String file, Section section) {
        String name = name(file, section);
        String purpose = section.requiredText("purpose", "a text: what the route is for");
        if (!section.has("targets")) {
            section.missing("targets", "a list of targets");
        }
        List<String> targets = references(section, "targets", "a list of targets", References.Kind.TARGET);
        String prompt =
                reference(section, "prompt", "a prompt and its version, as in support@2", References.Kind.PROMPT);
        String contract = reference(section, "contract", "the name of a file in contracts/", References.Kind.CONTRACT);
        if (contract != null) {
            mistakes.warn(
                    section.at("contract"),
                    "contract " + Shown.plain(contract) + " is bound and versioned with the release, not enforced yet");
        }
        Sampling sampling = sampling(section);
        samplingOf.put(name, section.at("sampling"));
        Deadlines deadlines = deadlines(section);
        List<String> tools = section.texts("tools", "a list of tools' names");
        Integer maxTokens = section.integer("max_tokens");
        Section limits = section.section("limits", Keys.ROUTE_LIMITS);
        Integer concurrentRequests = limits == null ? null : limits.integer("concurrent_requests");
        RouterPolicy router = new Routers(references).read(section, targets);
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
                        router),
                "router.rules");
    }

    /** Notes each parameter that a route pins and one of its targets does not have. */
    void checkSampling(NodeConfig config) {
        for (Route route : config.routes().values()) {
            for (String name : route.targets()) {
                Target target = config.targets().get(name);
                Provider provider = target == null ? null : config.providers().get(target.provider());
                Place place = samplingOf.get(route.name());
                if (provider == null || place == null) {
                    continue;
                }
                for (String beyond : route.sampling().beyond(provider.dialect())) {
                    mistakes.add(
                            place,
                            "with " + beyond,
                            "which target " + Shown.plain(name) + " does not have: it speaks "
                                    + provider.dialect().word() + "; take out the one or the other");
                }
            }
        }
    }

    /** The file's name, unless the file says another. */
    private String name(String file, Section section) {
        String said = section.text("route", "the route's name");
        String name = said == null ? file.substring(FOLDER.length() + 1, file.length() - ENDING.length()) : said;
        references.declare(References.Kind.ROUTE, name);
        String other = fileOf.putIfAbsent(name, file);
        if (other != null) {
            section.wrong("route", Shown.quoted(name) + ", as in " + other, "expected a name of its own");
        }
        return name;
    }

    private @Nullable List<String> references(Section section, String key, String expected, References.Kind kind) {
        List<String> names = section.texts(key, expected);
        for (int i = 0; names != null && i < names.size(); i++) {
            references.refer(kind, names.get(i), section.item(key, i));
        }
        return names;
    }

    private @Nullable String reference(Section section, String key, String expected, References.Kind kind) {
        String name = section.text(key, expected);
        if (name != null) {
            references.refer(kind, name, section.at(key));
        }
        return name;
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
        var total = section.duration("total", usual.total());
        Deadlines deadlines = section.make(() -> new Deadlines(connect, firstToken, betweenTokens, total));
        return deadlines == null ? usual : deadlines;
    }
}
