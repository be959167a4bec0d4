package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.TraceContext;
import dev.penstock.core.config.TelemetryConfig;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceContextsTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    @Test
    void withoutTelemetryOnlyWhatTheCallerSaidIsHandedOn() {
        TraceContexts contexts = new TraceContexts(null, new SplittableRandom(1));
        assertThat(contexts.of(headers())).isNull();
        assertThat(contexts.of(headers("traceparent", "nonsense"))).isNull();

        TraceContext context = Objects.requireNonNull(
                contexts.of(headers("traceparent", PARENT).add("tracestate", "a=1")));
        assertThat(context.isSpan()).isFalse();
        assertThat(context.traceparent(0)).isEqualTo(PARENT);
        assertThat(context.state()).isEqualTo("a=1");
    }

    @Test
    void withTelemetryARequestIsASpanOfItsCallersTrace() {
        TraceContexts contexts = contexts(1);
        TraceContext context = Objects.requireNonNull(contexts.of(headers("traceparent", PARENT)));
        assertThat(context.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(context.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.isSpan()).isTrue();
        assertThat(context.sampled())
                .as("as the caller said, whatever the share")
                .isFalse();
    }

    @Test
    void aTraceBeginsWhereNobodyBeganOne() {
        TraceContexts contexts = contexts(1);
        TraceContext first = Objects.requireNonNull(contexts.of(headers()));
        TraceContext second = Objects.requireNonNull(
                contexts.of(headers("traceparent", "00-0-0-00").add("tracestate", "a=1")));
        assertThat(first.parent()).isZero();
        assertThat(first.sampled()).isTrue();
        assertThat(second.traceId()).isNotEqualTo(first.traceId());
        assertThat(second.state()).isEmpty();
    }

    @Test
    void ofTracesThatBeginHereAShareIsRecorded() {
        TraceContexts contexts = contexts(0.25);
        long recorded = 0;
        for (int i = 0; i < 10_000; i++) {
            recorded += Objects.requireNonNull(contexts.of(headers())).sampled() ? 1 : 0;
        }
        assertThat(recorded).isBetween(2_300L, 2_700L);
    }

    private static TraceContexts contexts(double sample) {
        TelemetryConfig telemetry = new TelemetryConfig(
                URI.create("http://127.0.0.1:4318"), Map.of(), "penstock", sample, Duration.ofSeconds(30), null);
        return new TraceContexts(telemetry, new SplittableRandom(1));
    }

    private static MultiMap headers(String... pair) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        return pair.length == 0 ? headers : headers.add(pair[0], pair[1]);
    }
}
