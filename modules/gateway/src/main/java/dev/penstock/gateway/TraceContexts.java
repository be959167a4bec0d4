package dev.penstock.gateway;

import dev.penstock.core.TraceContext;
import dev.penstock.core.TraceHeaders;
import dev.penstock.core.config.TelemetryConfig;
import io.vertx.core.MultiMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where requests stand in distributed traces. Belongs to one thread. */
final class TraceContexts {
    private final @Nullable TelemetryConfig telemetry;
    private final RandomGenerator random;

    /** Without telemetry a caller's context is handed on as it is, and nothing begins here. */
    TraceContexts(@Nullable TelemetryConfig telemetry, RandomGenerator random) {
        this.telemetry = telemetry;
        this.random = random;
    }

    /** The context of a request with these headers; null if it has none and needs none. */
    @Nullable
    TraceContext of(MultiMap headers) {
        TraceContext callers = headers.contains(TraceHeaders.TRACEPARENT)
                ? TraceHeaders.read(headers.getAll(TraceHeaders.TRACEPARENT), headers.getAll(TraceHeaders.TRACESTATE))
                : null;
        if (telemetry == null) {
            return callers;
        }
        if (callers != null) {
            return callers.within(id());
        }
        boolean sampled = telemetry.sample() >= 1 || random.nextDouble() < telemetry.sample();
        return new TraceContext(random.nextLong(), id(), 0, id(), sampled, "");
    }

    /** A number that is not 0, which would be none. */
    private long id() {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }
}
