package dev.penstock.router;

import dev.penstock.core.Dialect;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Releases of a route named {@code support} for tests. */
final class Releases {
    private static final Map<String, Provider> PROVIDERS = Map.of(
            "p",
            new Provider(
                    "p",
                    Dialect.OPENAI,
                    URI.create("https://p.example/v1"),
                    null,
                    null,
                    null,
                    1,
                    1,
                    Provider.DEFAULT_MAX_TOKENS_FIELD,
                    true));

    private Releases() {}

    static Release of(RouterPolicy policy, Target... targets) {
        return of(policy, null, targets);
    }

    static Release of(RouterPolicy policy, @Nullable Integer maxTokens, Target... targets) {
        List<Target> all = List.of(targets);
        Route route = new Route(
                "support",
                "purpose",
                all.stream().map(Target::name).toList(),
                null,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                maxTokens,
                null,
                policy);
        return Release.of(
                new ReleaseContent(route, all, null, null),
                PROVIDERS,
                Arrays.stream(targets).collect(Collectors.toMap(Target::name, Function.identity())));
    }

    /** A target of the one provider that the node knows, with neither a price nor a context window. */
    static Target target(String name) {
        return target(name, null, null);
    }

    static Target target(String name, @Nullable Integer window, @Nullable Price price) {
        return new Target(name, "p", "model-" + name, window, 100, price);
    }

    /** Prices in dollars per million tokens. */
    static Price price(String input, String output) {
        return new Price(
                Price.perMillionTokens(new BigDecimal(input)),
                0,
                0,
                Price.perMillionTokens(new BigDecimal(output)),
                null,
                null);
    }

    static List<String> names(Order order) {
        return order.ladder().stream().map(rung -> rung.target().name()).toList();
    }
}
