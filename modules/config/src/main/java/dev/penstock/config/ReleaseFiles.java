package dev.penstock.config;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes releases as files of a configuration directory, from which they are read back equal. */
public final class ReleaseFiles {
    private final Map<String, Route> routes = new TreeMap<>();
    private final Map<String, Target> targets = new TreeMap<>();
    private final Map<String, Prompt> prompts = new TreeMap<>();
    private final Map<String, Contract> contracts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    /** In lower case, for the sake of file systems that do not know the difference. */
    private final Set<String> taken = new HashSet<>();

    private ReleaseFiles() {}

    /**
     * The files' texts by their paths relative to the directory: routes with their prompts and contracts. Their targets
     * are named there, and for its {@code penstock.yaml} to have.
     *
     * @throws IllegalArgumentException if no files can say it: two contents of one route, or two things that differ
     *     under one name
     */
    public static Map<String, String> files(Collection<ReleaseContent> contents) {
        ReleaseFiles files = new ReleaseFiles();
        contents.stream()
                .sorted(Comparator.comparing(content -> content.route().name()))
                .forEach(files::add);
        return files.texts();
    }

    private void add(ReleaseContent content) {
        Route route = content.route();
        if (routes.putIfAbsent(route.name(), route) != null) {
            problems.add("route '" + route.name() + "' is here more than once");
        }
        content.targets().forEach(target -> add(targets, "target", target.name(), target, route));
        if (content.prompt() != null) {
            add(prompts, "prompt", content.prompt().label(), content.prompt(), route);
        }
        if (content.contract() != null) {
            add(contracts, "contract", content.contract().name(), content.contract(), route);
        }
    }

    private <T> void add(Map<String, T> all, String kind, String name, T thing, Route route) {
        T first = all.putIfAbsent(name, thing);
        if (first != null && !first.equals(thing)) {
            problems.add(kind + " '" + name + "' of route '" + route.name() + "' is not that of a route before it");
        }
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        routes.forEach((name, route) -> texts.put(free("routes/", name, ".yaml"), RouteWriter.yaml(route)));
        prompts.forEach((label, prompt) -> texts.put(free("prompts/", label, ".md"), text(prompt)));
        contracts.forEach((name, contract) -> texts.put("contracts/" + name + ".json", text(contract)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("no files can say this: " + String.join("; ", problems));
        }
        return texts;
    }

    /** A path that no other file has: what it holds says its name, so the path need not. */
    private String free(String folder, String name, String ending) {
        String plain = folder + name.replace('/', '-').replace(':', '-');
        String path = plain + ending;
        for (int i = 2; !taken.add(path.toLowerCase(Locale.ROOT)); i++) {
            path = plain + "-" + i + ending;
        }
        return path;
    }

    private String text(Prompt prompt) {
        String template = prompt.template().text();
        String inFile = (template + "\n").replace("\r\n", "\n");
        if (!Prompts.template(inFile).equals(template)) {
            problems.add("prompt '" + prompt.label() + "' has line breaks that a file would lose");
        }
        return "---\nname: \"" + prompt.name() + "\"\nversion: " + prompt.version() + "\n---\n" + inFile;
    }

    private String text(Contract contract) {
        if (contract.name().contains("/")) {
            problems.add("contract '" + contract.name() + "' cannot be the name of a file");
        }
        if (!Folder.asWritten(contract.schema()).equals(contract.schema())) {
            problems.add("contract '" + contract.name() + "' has line breaks that a file would lose");
        }
        return contract.schema();
    }
}
