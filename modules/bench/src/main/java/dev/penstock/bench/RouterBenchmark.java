package dev.penstock.bench;

import dev.penstock.core.Dialect;
import dev.penstock.core.Language;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.router.ExpectedOutput;
import dev.penstock.router.Order;
import dev.penstock.router.Query;
import dev.penstock.router.Router;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The order of five targets by price, with its reason; and the language of a text as long as is looked at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
    private final Release release = release();
    private final Query query = new Asked(800, 1_000L);
    private final ExpectedOutput expected = new ExpectedOutput(Map.of("support", 250L));
    private final String english = "How do I reset the password of my account? ".repeat(50);
    private final String russian = "Как мне сбросить пароль от моей учётной записи? ".repeat(50);

    /** A query of which all is known already. */
    private record Asked(long inputTokens, @Nullable Long maxTokens) implements Query {
        @Override
        public boolean tools() {
            return false;
        }

        @Override
        public @Nullable String language() {
            return null;
        }

        @Override
        public @Nullable String metadata(String name) {
            return null;
        }
    }

    @Benchmark
    public Order cheapestOfFive() {
        return Router.order(release, query, expected);
    }

    @Benchmark
    public @Nullable String languageBySmallWords() {
        return Language.of(english);
    }

    @Benchmark
    public @Nullable String languageByScript() {
        return Language.of(russian);
    }

    private static Release release() {
        Provider provider = new Provider(
                "p", Dialect.OPENAI, URI.create("https://p.example/v1"), null, null, null, 1, 1, "max_tokens", true);
        List<Target> targets =
                IntStream.of(5, 3, 1, 2, 4).mapToObj(RouterBenchmark::target).toList();
        Route route = new Route(
                "support",
                "purpose",
                targets.stream().map(Target::name).toList(),
                null,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                new RouterPolicy.CheapestThatFits(RouterPolicy.CheapestThatFits.USUAL_OUTPUT_TOKENS));
        return Release.of(
                new ReleaseContent(route, targets, null, null),
                Map.of(provider.name(), provider),
                targets.stream().collect(Collectors.toMap(Target::name, Function.identity())));
    }

    private static Target target(int dollars) {
        long input = dollars * 1_000_000L;
        return new Target(
                "target-" + dollars, "p", "m", 128_000, 100, new Price(input, input, input, 4 * input, null, null));
    }
}
