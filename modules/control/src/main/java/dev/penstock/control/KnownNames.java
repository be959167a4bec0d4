package dev.penstock.control;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.KillScope;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names that a node knows: of its files, and of the releases that were published. */
final class KnownNames {
    private final NodeConfig config;
    private final ControlState state;

    KnownNames(NodeConfig config, ControlState state) {
        this.config = config;
        this.state = state;
    }

    Set<String> routes() {
        Set<String> names = new TreeSet<>(config.routes().keySet());
        state.routes().forEach((name, route) -> {
            if (!route.releases().isEmpty()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The names of a scope. */
    Set<String> of(KillScope scope) {
        Stream<String> names = switch (scope) {
            case GLOBAL -> Stream.of(KillScope.ALL);
            case ROUTE -> routes().stream();
            case RELEASE -> contents().map(ReleaseContent::id);
            case PROMPT ->
                Stream.concat(
                                config.prompts().values().stream(),
                                contents().flatMap(content -> Stream.ofNullable(content.prompt())))
                        .flatMap(KnownNames::names);
            case PROVIDER ->
                Stream.concat(config.providers().keySet().stream(), targets().map(Target::provider));
            case MODEL -> targets().map(Target::model);
            case TARGET -> targets().map(Target::name);
            case TOOL ->
                contents()
                        .flatMap(content -> Stream.ofNullable(content.route().tools()))
                        .flatMap(Collection::stream);
            case KEY -> config.keys().stream().map(CallerKey::name);
        };
        Set<String> sorted = new TreeSet<>();
        names.forEach(sorted::add);
        return sorted;
    }

    /**
     * Whether callers may bring names of a scope that nobody has written down: where a route lets any tool in, one that
     * is not known is no slip.
     */
    boolean isOpen(KillScope scope) {
        return scope == KillScope.TOOL
                && contents().map(ReleaseContent::route).map(Route::tools).anyMatch(tools -> tools == null);
    }

    private static Stream<String> names(Prompt prompt) {
        return Stream.of(prompt.name(), prompt.label());
    }

    private Stream<Target> targets() {
        return Stream.concat(
                config.targets().values().stream(), contents().flatMap(content -> content.targets().stream()));
    }

    private Stream<ReleaseContent> contents() {
        return Stream.concat(
                config.routes().values().stream().map(route -> ReleaseContent.of(config, route)),
                state.routes().values().stream()
                        .flatMap(route -> route.releases().stream())
                        .map(published -> published.content()));
    }
}
