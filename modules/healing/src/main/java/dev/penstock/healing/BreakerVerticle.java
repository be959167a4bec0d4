package dev.penstock.healing;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Times the breakers, and tells the other nodes what this one finds out. One on every node.
 *
 * <p>Each breaker has a Vert.x circuit breaker behind it, which is opened and reset from outside and says when a probe
 * may come. Its state is behind a lock and its own rule counts failures: so the way of a request looks at
 * {@link Breaker} only, and calls no target through it.
 */
public final class BreakerVerticle extends VerticleBase {
    /** Where nodes tell of openings on the event bus. */
    public static final String ADDRESS = "penstock.breaker.openings";

    private static final String TYPE = "penstock.breaker.openings.v1";

    private final String node;
    private final Breakers breakers;
    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private final Map<String, CircuitBreaker> circuits = new HashMap<>();

    /**
     * @param node this node's name, which no other has
     * @param nanoTime a monotonic clock
     * @param log takes a line for each opening and closing
     */
    public BreakerVerticle(String node, Breakers breakers, LongSupplier nanoTime, Consumer<String> log) {
        this.node = node;
        this.breakers = breakers;
        this.nanoTime = nanoTime;
        this.log = log;
    }

    @Override
    public Future<?> start() {
        breakers.listen((breaker, news) -> context.runOnContext(_ -> told(breaker, news)));
        return vertx.eventBus()
                .<JsonObject>consumer(ADDRESS, message -> hear(message.body()))
                .completion();
    }

    private void told(Breaker breaker, Breaker.News news) {
        String target = breaker.target();
        String probes = ": it is left alone, with a probe each "
                + breaker.policy().openFor().toMillis() + " ms";
        switch (news) {
            case FOUND -> {
                circuit(breaker).open();
                log.accept("target " + target + " fails" + probes);
                vertx.eventBus().publish(ADDRESS, message(target));
            }
            case HEARD -> {
                circuit(breaker).open();
                log.accept("target " + target + " fails, as another node found" + probes);
            }
            case BACK -> {
                circuit(breaker).reset();
                log.accept("target " + target + " is back");
            }
        }
    }

    private JsonObject message(String target) {
        return new JsonObject().put("type", TYPE).put("node", node).put("target", target);
    }

    private CircuitBreaker circuit(Breaker breaker) {
        return circuits.computeIfAbsent(
                breaker.target(),
                target -> CircuitBreaker.create(
                                target,
                                vertx,
                                new CircuitBreakerOptions()
                                        .setResetTimeout(
                                                breaker.policy().openFor().toMillis())
                                        .setNotificationAddress(null))
                        .halfOpenHandler(_ -> breaker.halfOpen()));
    }

    private void hear(JsonObject message) {
        if (TYPE.equals(message.getString("type")) && !node.equals(message.getString("node"))) {
            breakers.of(message.getString("target")).heard(nanoTime.getAsLong());
        }
    }
}
