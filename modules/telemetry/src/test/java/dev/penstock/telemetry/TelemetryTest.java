package dev.penstock.telemetry;

import static dev.penstock.testkit.otlp.OtlpReceiver.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.Choices;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.TelemetryConfig;
import dev.penstock.testkit.otlp.OtlpReceiver;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.Pauses;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of OTLP gets, as it reads it. */
class TelemetryTest {
    private static final String SECRET = "Bearer a-planted-5ecret";

    private final Metrics metrics = new Metrics();

    @Test
    void whatIsOverIsSentBeforeTheEnd() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            Telemetry telemetry = telemetry(receiver.url());
            Pauses pauses = new Pauses();
            pauses.add(20_000);
            pauses.add(3_000);
            Trace trace = Finished.fallback(Finished.CONTEXT);
            metrics.add(trace, pauses);
            telemetry.take(trace, new byte[0]);
            telemetry.evaluated(
                    new Evaluation(Finished.AT, "local-1", "support", Finished.CONTEXT, "thumbs", 1.0, "up"));
            telemetry.close();

            assertThat(receiver.spans("00000000000000010000000000000002")).hasSize(3);
            assertThat(receiver.resource())
                    .containsEntry("service.name", "llm")
                    .containsEntry("service.instance.id", "node-a")
                    .containsEntry("service.version", "1.2");
            assertThat(receiver.headers())
                    .isNotEmpty()
                    .allSatisfy(headers ->
                            assertThat(headers.getFirst("authorization")).isEqualTo(SECRET));

            conventional(receiver.metrics());
            own(receiver.metrics());
            LogRecord event = receiver.events().getFirst();
            assertThat(event.getEventName()).isEqualTo("gen_ai.evaluation.result");
            assertThat(OtlpReceiver.hex(event.getSpanId().toByteArray())).isEqualTo("0000000000000004");
            assertThat(attributes(event.getAttributesList()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "gen_ai.evaluation.name", "thumbs",
                            "gen_ai.evaluation.score.value", 1.0,
                            "gen_ai.evaluation.score.label", "up",
                            "penstock.trace", "local-1",
                            "penstock.route", "support"));
        }
    }

    private static void conventional(Map<String, Metric> got) {
        Metric duration = Objects.requireNonNull(got.get("gen_ai.client.operation.duration"));
        assertThat(duration.getUnit()).isEqualTo("s");
        assertThat(duration.getHistogram().getDataPointsList())
                .hasSize(2)
                .allSatisfy(point -> assertThat(point.getExplicitBoundsList())
                        .startsWith(0.01, 0.02)
                        .hasSize(14));
        HistogramDataPoint failed = duration.getHistogram().getDataPointsList().stream()
                .filter(point -> attributes(point.getAttributesList()).containsKey("error.type"))
                .findFirst()
                .orElseThrow();
        assertThat(failed.getSum()).isEqualTo(0.0502);
        assertThat(attributes(failed.getAttributesList()))
                .containsEntry("error.type", "timeout_first_token")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.request.model", "m1");

        Metric tokens = Objects.requireNonNull(got.get("gen_ai.client.token.usage"));
        assertThat(tokens.getUnit()).isEqualTo("{token}");
        assertThat(tokens.getHistogram().getDataPointsList())
                .extracting(
                        point -> attributes(point.getAttributesList()).get("gen_ai.token.type") + " " + point.getSum())
                .containsExactlyInAnyOrder("input 15.0", "output 5.0");

        Metric firstChunk = Objects.requireNonNull(got.get("gen_ai.client.operation.time_to_first_chunk"));
        assertThat(firstChunk.getHistogram().getDataPoints(0).getSum()).isEqualTo(0.01);

        Metric perChunk = Objects.requireNonNull(got.get("gen_ai.client.operation.time_per_output_chunk"));
        HistogramDataPoint pieces = perChunk.getHistogram().getDataPointsList().stream()
                .filter(point -> point.getCount() > 0)
                .findFirst()
                .orElseThrow();
        assertThat(pieces.getCount()).isEqualTo(2);
        assertThat(pieces.getSum()).isEqualTo(0.023);
        assertThat(attributes(pieces.getAttributesList()))
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.request.model", "m2")
                .containsEntry("penstock.target", "second")
                .containsEntry("penstock.route", "support");
    }

    private static void own(Map<String, Metric> got) {
        Metric requests = Objects.requireNonNull(got.get("penstock_requests"));
        assertThat(requests.getSum().getIsMonotonic()).isTrue();
        NumberDataPoint point = requests.getSum().getDataPoints(0);
        assertThat(point.getAsDouble()).isEqualTo(1);
        assertThat(attributes(point.getAttributesList()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("route", "support", "outcome", "fallback", "status", "200"));
    }

    @Test
    void aCopyThatNobodySawIsNotTold() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            Telemetry telemetry = telemetry(receiver.url());
            telemetry.take(
                    Finished.trace(
                            "local-2",
                            List.of(),
                            Outcome.PASS,
                            0,
                            Finished.CONTEXT,
                            new Choices(null, null, null, List.of(), List.of(), null, "local-1", null, null)),
                    new byte[0]);
            telemetry.close();
            assertThat(receiver.spans()).isEmpty();
        }
    }

    @Test
    void aSilentReceiverHoldsNobodyUpAndWhatFindsNoRoomIsCounted() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            receiver.fallSilent();
            Telemetry telemetry = telemetry(receiver.url());
            Trace trace = Finished.fallback(Finished.CONTEXT);
            long begin = System.nanoTime();
            for (int i = 0; i < 3 * Export.WAITING; i++) {
                telemetry.take(trace, new byte[0]);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(dropped("penstock_telemetry_dropped")).isGreaterThanOrEqualTo(Export.WAITING);

            long end = System.nanoTime();
            telemetry.close();
            assertThat(Duration.ofNanos(System.nanoTime() - end)).isLessThan(Duration.ofMillis(2_500));
        }
    }

    @Test
    void spansThatAreRefusedAreCounted() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            receiver.answer(400);
            Telemetry telemetry = telemetry(receiver.url());
            telemetry.take(Finished.fallback(Finished.CONTEXT), new byte[0]);
            telemetry.close();
            assertThat(dropped("penstock_telemetry_dropped")).isEqualTo(1);
        }
    }

    @Test
    void eventsThatFindNoRoomOrAreRefusedAreCounted() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            receiver.answer(400);
            Telemetry telemetry = telemetry(receiver.url());
            int many = 3 * Export.WAITING;
            for (int i = 0; i < many; i++) {
                telemetry.evaluated(
                        new Evaluation(Finished.AT, "local-" + i, "support", Finished.CONTEXT, "thumbs", 1.0, "up"));
            }
            telemetry.close();
            assertThat(dropped("penstock_telemetry_events_dropped")).isEqualTo(many);
            assertThat(dropped("penstock_telemetry_dropped")).isZero();
        }
    }

    @Test
    void aCaThatIsNoneIsToldByItsNameAtTheStart(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nnone\n");
        assertThatThrownBy(() -> telemetry(URI.create("https://localhost:1"), file.toString()))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("telemetry.ca is '" + file + "', expected a PEM file with certificates");
    }

    @Test
    void aReceiverThatIsNotThereDelaysTheEndByTwoSecondsAtMost() {
        Telemetry telemetry = telemetry(URI.create("http://127.0.0.1:1"));
        telemetry.take(Finished.fallback(Finished.CONTEXT), new byte[0]);
        long begin = System.nanoTime();
        telemetry.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2_500));
    }

    private double dropped(String name) {
        return metrics.collect().stream()
                .filter(metric -> metric.getMetadata().getName().equals(name))
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(point -> ((io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot)
                                point)
                        .getValue())
                .sum();
    }

    private Telemetry telemetry(URI endpoint) {
        return telemetry(endpoint, null);
    }

    private Telemetry telemetry(URI endpoint, @Nullable String ca) {
        return new Telemetry(
                new TelemetryConfig(
                        endpoint,
                        Map.of("authorization", new SecretRef.Env("OTLP")),
                        "llm",
                        1,
                        Duration.ofHours(1),
                        ca),
                Map.of("authorization", new Secret(SECRET)),
                "node-a",
                "1.2",
                Finished.PROVIDERS,
                metrics,
                InstantSource.system());
    }
}
