package dev.penstock.core;

import dev.penstock.core.config.Contract;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of a route as one node serves it: its content, with the node's providers and prices.
 *
 * @param id the content's: the same on every node
 * @param ladder its targets in order; without those whose provider this node does not know
 */
public record Release(String id, ReleaseContent content, List<Rung> ladder) {
    /** A target with its provider. */
    public record Rung(Target target, Provider provider) {}

    public Release {
        ladder = List.copyOf(ladder);
    }

    /**
     * Content as a node serves it.
     *
     * @param providers the node's providers by name
     * @param priced the node's targets by name: of them only the prices count
     */
    public static Release of(ReleaseContent content, Map<String, Provider> providers, Map<String, Target> priced) {
        List<Rung> ladder = content.targets().stream()
                .filter(target -> providers.containsKey(target.provider()))
                .map(target -> new Rung(
                        price(target, priced.get(target.name())),
                        Optional.ofNullable(providers.get(target.provider())).orElseThrow()))
                .toList();
        return new Release(content.id(), content, ladder);
    }

    /** A price belongs to a provider's model: one of another model under the same name does not count. */
    private static Target price(Target target, @Nullable Target priced) {
        if (priced == null
                || !priced.provider().equals(target.provider())
                || !priced.model().equals(target.model())) {
            return target;
        }
        return target.withPrice(priced.price());
    }

    public Route route() {
        return content.route();
    }

    public @Nullable Prompt prompt() {
        return content.prompt();
    }

    public @Nullable Contract contract() {
        return content.contract();
    }
}
