package dev.penstock.config;

import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes/*.yaml}. */
final class Routes {
    private static final String FOLDER = "routes";
    private static final String ENDING = ".yaml";

    private final Folder folder;
    private final References references;
    private final Mistakes mistakes;
    private final RouteKeys routeKeys;
    private final Map<String, String> fileOf = new HashMap<>();
    private final Map<String, Place> samplingOf = new HashMap<>();

    Routes(Folder folder, References references, Mistakes mistakes) {
        this.folder = folder;
        this.references = references;
        this.mistakes = mistakes;
        this.routeKeys = new RouteKeys(references, mistakes);
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
        List<String> targets = references(section, "targets", RouteKeys.TARGETS, References.Kind.TARGET);
        String prompt = reference(section, "prompt", RouteKeys.PROMPT, References.Kind.PROMPT);
        String contract = null;
        ContractTerms terms = ContractTerms.USUAL;
        switch (section.given("contract", RouteKeys.CONTRACT, Keys.CONTRACT)) {
            case null -> {}
            case Given.InAWord(String word, Place place) -> {
                references.refer(References.Kind.CONTRACT, word, place);
                contract = word;
            }
            case Given.InFull(Section full) -> {
                contract = reference(full, "schema", RouteKeys.SCHEMA, References.Kind.CONTRACT);
                terms = Terms.read(full);
            }
        }
        samplingOf.put(name, section.at("sampling"));
        Route route = routeKeys.read(section, name, targets, prompt, contract, terms);
        if (route != null) {
            noteWhatIsStored(route, section);
        }
        return route;
    }

    /** Whoever reads the route's file may not think of it. */
    private void noteWhatIsStored(Route route, Section section) {
        String what = " are stored with their texts on the node that serves them, for reviewers";
        if (route.terms().otherwise() instanceof Fallback.Escalate) {
            mistakes.warn(section.at("contract"), "requests that are escalated" + what);
        }
        switch (route.traces().text()) {
            case NONE -> {}
            case REDACTED ->
                mistakes.warn(
                        section.at("traces"),
                        "requests and answers are stored without what looks like a person's or a secret; whoever"
                                + " replays one asks without it");
            case FULL ->
                mistakes.warn(section.at("traces"), "requests and answers are stored with all that is said in them");
        }
        if (route.reviews().highRisk()) {
            mistakes.warn(section.at("risk"), "requests whose answers call tools" + what);
        }
    }

    /** Notes each parameter that a route pins and one of its targets does not have. */
    void checkSampling(NodeConfig config) {
        for (Route route : config.routes().values()) {
            Place place = samplingOf.get(route.name());
            if (place != null) {
                List<Target> targets = route.targets().stream()
                        .map(config.targets()::get)
                        .filter(Objects::nonNull)
                        .toList();
                routeKeys.checkSampling(route.sampling(), place, targets, config.providers());
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
}
