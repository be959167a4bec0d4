package dev.penstock.router;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what answers were like the expectation of what the next ones will be: once a second, and together with the
 * other nodes, which tell each other over the event bus. Deploy one on every node.
 */
public final class RouterVerticle extends VerticleBase {
    /** The number at its end is the version of what is said there. */
    static final String ADDRESS = "penstock.router.output-lengths.1";

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final String node;
    private final OutputLengths collected;
    private final Supplier<Set<String>> routes;
    private final LongSupplier nanoTime;
    private final long periodMillis;
    private final SharedLengths shared = new SharedLengths();
    private volatile ExpectedOutput expected = ExpectedOutput.NOTHING_SEEN;
    private @Nullable MessageConsumer<JsonObject> consumer;

    /**
     * @param node the node's name, which no other node has
     * @param routes the names of the routes that there are now
     */
    public RouterVerticle(String node, OutputLengths collected, Supplier<Set<String>> routes, LongSupplier nanoTime) {
        this(node, collected, routes, nanoTime, PERIOD);
    }

    RouterVerticle(
            String node,
            OutputLengths collected,
            Supplier<Set<String>> routes,
            LongSupplier nanoTime,
            Duration period) {
        this.node = node;
        this.collected = collected;
        this.routes = routes;
        this.nanoTime = nanoTime;
        this.periodMillis = period.toMillis();
    }

    /** What is expected now. Any thread may ask at any time. */
    public ExpectedOutput expected() {
        return expected;
    }

    @Override
    public Future<?> start() {
        // Collecting begins before the first request, not a second after it.
        collected.take(routes.get());
        consumer = vertx.eventBus().consumer(ADDRESS, message -> heard(message.body()));
        vertx.setPeriodic(periodMillis, _ -> tick());
        return consumer.completion();
    }

    @Override
    public Future<?> stop() {
        return Objects.requireNonNull(consumer).unregister();
    }

    private void tick() {
        shared.saw(collected.take(routes.get()));
        expected = shared.expected(nanoTime.getAsLong());
        vertx.eventBus().publish(ADDRESS, said());
    }

    private JsonObject said() {
        JsonObject byRoute = new JsonObject();
        shared.own()
                .forEach((route, lengths) -> byRoute.put(
                        route, new JsonArray().add(lengths.answers()).add(lengths.tokens())));
        return new JsonObject().put("node", node).put("routes", byRoute);
    }

    private void heard(JsonObject said) {
        String from = said.getString("node");
        if (!node.equals(from)) {
            Map<String, Lengths> byRoute = new TreeMap<>();
            JsonObject of = said.getJsonObject("routes");
            for (String route : of.fieldNames()) {
                JsonArray pair = of.getJsonArray(route);
                byRoute.put(route, new Lengths(pair.getDouble(0), pair.getDouble(1)));
            }
            shared.heard(from, byRoute, nanoTime.getAsLong());
        }
    }
}
