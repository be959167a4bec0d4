package dev.penstock.config;

import dev.penstock.config.ReleaseDocument.Read;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one document that holds a release's content. */
final class ReleaseReader {
    /** What stands for the file in the places of mistakes. */
    static final String FILE = "release";

    /** What a route binds: how it is named, and what it is unless that could not be read or found. */
    private record Bound<T>(String name, @Nullable T thing) {}

    private final @Nullable NodeConfig known;
    private final Mistakes mistakes = new Mistakes();
    private final References references = new References();
    private final RouteKeys routeKeys = new RouteKeys(references, mistakes);

    /** Reads with what a node knows; without a node nothing can be given by its name, and any provider will do. */
    ReleaseReader(@Nullable NodeConfig known) {
        this.known = known;
        if (known == null) {
            references.unsure(References.Kind.PROVIDER);
        } else {
            known.providers().keySet().forEach(name -> references.declare(References.Kind.PROVIDER, name));
            known.targets().keySet().forEach(name -> references.declare(References.Kind.TARGET, name));
            known.prompts().keySet().forEach(name -> references.declare(References.Kind.PROMPT, name));
            known.contracts().keySet().forEach(name -> references.declare(References.Kind.CONTRACT, name));
        }
    }

    /** The content, of this route; of the one that the document names where that is null. */
    Read read(Parsed parsed, @Nullable String route) {
        Section section = Section.open(mistakes, FILE, parsed, "JSON or YAML", Keys.ROUTE);
        ReleaseContent content = section == null ? null : content(section, route);
        references.check(mistakes);
        List<Mistake> found = mistakes.mistakes();
        return found.isEmpty() && content != null ? new Read.Good(content) : new Read.Bad(found);
    }

    private @Nullable ReleaseContent content(Section section, @Nullable String route) {
        String name = name(section, route);
        List<Bound<Target>> targets = targets(section);
        Bound<Prompt> prompt = prompt(section);
        Bound<Contract> contract = null;
        ContractTerms terms = ContractTerms.USUAL;
        switch (section.given("contract", RouteKeys.CONTRACT, Keys.RELEASE_CONTRACT)) {
            case null -> {}
            case Given.InAWord(String word, Place place) -> contract = contract(word, place);
            case Given.InFull(Section full) -> {
                contract = contract(full);
                terms = Terms.read(full);
            }
        }
        Route read = routeKeys.read(
                section,
                name == null ? "none" : name,
                targets == null ? null : targets.stream().map(Bound::name).toList(),
                prompt == null ? null : prompt.name(),
                contract == null ? null : contract.name(),
                terms);
        if (read == null || targets == null) {
            return null;
        }
        List<Target> found =
                targets.stream().map(Bound::thing).filter(Objects::nonNull).toList();
        if (known != null) {
            routeKeys.checkSampling(read.sampling(), section.at("sampling"), found, known.providers());
        }
        return new ReleaseContent(
                read, found, prompt == null ? null : prompt.thing(), contract == null ? null : contract.thing());
    }

    private static @Nullable String name(Section section, @Nullable String route) {
        if (route == null) {
            return section.requiredText("route", "the route's name");
        }
        String said = section.text("route", "the route's name");
        if (said != null && !said.equals(route)) {
            section.wrong("route", Shown.quoted(said), "expected " + Shown.quoted(route) + " or none");
        }
        return route;
    }

    private @Nullable List<Bound<Target>> targets(Section section) {
        List<Given> given = section.givens("targets", RouteKeys.TARGETS, Keys.RELEASE_TARGET);
        if (given == null) {
            return null;
        }
        List<Bound<Target>> targets = new ArrayList<>();
        for (Given one : given) {
            Bound<Target> target = switch (one) {
                case Given.InAWord(String name, Place place) ->
                    named(name, place, References.Kind.TARGET, known == null ? null : known.targets());
                case Given.InFull(Section full) -> target(full);
            };
            if (target != null) {
                targets.add(target);
            }
        }
        return targets.size() == given.size() ? targets : null;
    }

    private @Nullable Bound<Target> target(Section section) {
        String name = section.requiredText("name", "the target's name");
        String provider = section.requiredText("provider", "the name of a provider");
        String model = section.requiredText("model", "the model's name at its provider");
        Integer window = section.integer("context_window");
        int maxTokens = section.integer("default_max_tokens", Target.DEFAULT_MAX_TOKENS);
        boolean prefill = section.truth("prefill", false);
        boolean jsonSchema = section.truth("json_schema", false);
        if (provider != null) {
            references.refer(References.Kind.PROVIDER, provider, section.at("provider"));
        }
        if (name != null) {
            references.declare(References.Kind.TARGET, name);
        }
        Target target = section.make(() -> new Target(
                name == null ? "none" : name,
                provider == null ? "none" : provider,
                model == null ? "none" : model,
                window,
                maxTokens,
                prefill,
                jsonSchema,
                null));
        return name == null ? null : new Bound<>(name, target);
    }

    private @Nullable Bound<Prompt> prompt(Section section) {
        return switch (section.given("prompt", RouteKeys.PROMPT + ", or a map", Keys.RELEASE_PROMPT)) {
            case null -> null;
            case Given.InAWord(String label, Place place) ->
                named(label, place, References.Kind.PROMPT, known == null ? null : known.prompts());
            case Given.InFull(Section full) -> prompted(full);
        };
    }

    private @Nullable Bound<Prompt> prompted(Section section) {
        String name = section.requiredText("name", "the prompt's name");
        if (!section.has("version")) {
            section.missing("version", "a whole number from 1");
        }
        Integer version = section.integer("version");
        String text = section.requiredText("template", "a text");
        PromptTemplate template = text == null ? null : section.make(() -> new PromptTemplate(template(text)));
        Prompt prompt = section.make(() -> new Prompt(
                name == null ? "none" : name,
                version == null ? 1 : version,
                template == null ? new PromptTemplate("none") : template));
        return prompt == null ? null : new Bound<>(prompt.label(), prompt);
    }

    private String template(String text) {
        return known == null ? text : Prompts.template(Folder.asWritten(text));
    }

    private @Nullable Bound<Contract> contract(String name, Place place) {
        return named(name, place, References.Kind.CONTRACT, known == null ? null : known.contracts());
    }

    /** With a name of its own a schema is one; without, it is the name of one that the node has. */
    private @Nullable Bound<Contract> contract(Section section) {
        if (!section.has("name") && !section.has("schema")) {
            return null;
        }
        if (known != null && !section.has("name")) {
            String schema = section.text("schema", RouteKeys.SCHEMA);
            return schema == null ? null : contract(schema, section.at("schema"));
        }
        String name = section.requiredText("name", "the contract's name");
        String schema = section.requiredText("schema", "a JSON Schema as a text");
        if (name != null && name.contains("/")) {
            section.wrong("name", Shown.quoted(name), "expected one that a file in contracts/ can have: without /");
        }
        if (schema != null && known == null) {
            // It was compiled when it was published, and there may be many.
            Contracts.looksLikeSchema(schema, section.at("schema"), mistakes);
        } else if (schema != null) {
            Contracts.isSchema(schema, section.at("schema"), mistakes);
        }
        Contract contract = section.make(() -> new Contract(
                name == null ? "none" : name,
                schema == null ? "none" : known == null ? schema : Folder.asWritten(schema)));
        return contract == null ? null : new Bound<>(contract.name(), contract);
    }

    /**
     * Something by the name that it has on the node; all that is wrong with the name is for {@link References} to say.
     */
    private <T> @Nullable Bound<T> named(String name, Place place, References.Kind kind, @Nullable Map<String, T> all) {
        if (all == null) {
            mistakes.add(place, Shown.quoted(name), "expected a map");
            return null;
        }
        references.refer(kind, name, place);
        return new Bound<>(name, all.get(name));
    }
}
