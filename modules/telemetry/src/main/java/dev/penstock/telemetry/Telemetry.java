package dev.penstock.telemetry;

import dev.penstock.core.Trace;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.TelemetryConfig;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.TraceSink;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a receiver of OTLP of every request that is over. Nothing waits for it: what the receiver does not take in time
 * is dropped and counted ({@code penstock_telemetry_dropped}, {@code penstock_telemetry_events_dropped}).
 */
public final class Telemetry implements TraceSink, AutoCloseable {
    private static final String SCOPE = "dev.penstock";
    /** For one request to the receiver. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** For all that is still to be sent when the node stops. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final RequestSpans spans;
    private final GenAiMetrics genAi;
    private final OwnMetrics own;
    private final Export<SpanData> export;
    private final OtlpHttpSpanExporter spanExporter;
    private final SdkMeterProvider meters;
    private final OtlpHttpLogRecordExporter eventExporter;
    private final Export<LogRecordData> eventExport;
    private final SdkLoggerProvider logs;
    private final Logger events;

    /**
     * Begins to send.
     *
     * @param headers the values of the configuration's headers, by name
     * @param node the node's name
     * @param version the program's
     * @param providers those of the configuration, by name
     * @param metrics what the node counts; gets a count of what is dropped here
     * @param clock the time of day
     * @throws dev.penstock.core.config.BadConfig if there are no certificates in the configuration's {@code ca}
     */
    public Telemetry(
            TelemetryConfig config,
            Map<String, Secret> headers,
            String node,
            String version,
            Map<String, Provider> providers,
            Metrics metrics,
            InstantSource clock) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.name", config.serviceName())
                        .put("service.instance.id", node)
                        .put("service.version", version)
                        .build()));
        InstrumentationScopeInfo scope =
                InstrumentationScopeInfo.builder(SCOPE).setVersion(version).build();
        Map<String, String> sent = new HashMap<>();
        headers.forEach((name, value) -> sent.put(name, value.reveal()));
        Receiver receiver = new Receiver(config.endpoint());
        Targets targets = new Targets(providers);

        spans = new RequestSpans(resource, scope, targets);
        byte[] trusted = config.ca() == null ? null : Trusted.certificates(config.ca());

        spanExporter = spanExporter(config, sent, trusted);
        export = new Export<>("spans", spanExporter::export, receiver);
        metrics.counter(
                "penstock_telemetry_dropped",
                "Requests whose spans were not sent, because their receiver is down or slow.",
                Map.of(),
                export::dropped);

        own = new OwnMetrics(metrics, scope, targets, clock);
        meters = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(PeriodicMetricReader.builder(
                                new WatchedMetricExporter(metricExporter(config, sent, trusted), receiver))
                        .setInterval(config.interval())
                        .build())
                .registerMetricProducer(own)
                .build();
        genAi = new GenAiMetrics(
                meters.meterBuilder(SCOPE).setInstrumentationVersion(version).build(), targets);

        eventExporter = eventExporter(config, sent, trusted);
        eventExport = new Export<>("events", eventExporter::export, receiver);
        metrics.counter(
                "penstock_telemetry_events_dropped",
                "What was thought of answers and not sent, because the receiver is down or slow.",
                Map.of(),
                eventExport::dropped);
        logs = SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor((_, event) -> eventExport.add(List.of(event.toLogRecordData())))
                .build();
        events = logs.loggerBuilder(SCOPE).setInstrumentationVersion(version).build();
    }

    private static OtlpHttpSpanExporter spanExporter(
            TelemetryConfig config, Map<String, String> headers, byte @Nullable [] trusted) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint() + "/v1/traces")
                .setHeaders(() -> headers)
                .setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT);
        return (trusted == null ? builder : builder.setTrustedCertificates(trusted)).build();
    }

    private static OtlpHttpMetricExporter metricExporter(
            TelemetryConfig config, Map<String, String> headers, byte @Nullable [] trusted) {
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(config.endpoint() + "/v1/metrics")
                .setHeaders(() -> headers)
                .setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT);
        return (trusted == null ? builder : builder.setTrustedCertificates(trusted)).build();
    }

    private static OtlpHttpLogRecordExporter eventExporter(
            TelemetryConfig config, Map<String, String> headers, byte @Nullable [] trusted) {
        OtlpHttpLogRecordExporterBuilder builder = OtlpHttpLogRecordExporter.builder()
                .setEndpoint(config.endpoint() + "/v1/logs")
                .setHeaders(() -> headers)
                .setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT);
        return (trusted == null ? builder : builder.setTrustedCertificates(trusted)).build();
    }

    /** Copies that nobody saw are told of in the story of their request alone. */
    @Override
    public void take(Trace trace, byte[] json) {
        if (trace.choices().shadowOf() != null) {
            return;
        }
        own.saw(trace);
        genAi.add(trace);
        List<SpanData> made = spans.of(trace);
        if (!made.isEmpty()) {
            export.add(made);
        }
    }

    /** Tells what somebody thought of an answer, as an event of the request's span. */
    public void evaluated(Evaluation evaluation) {
        LogRecordBuilder event = events.logRecordBuilder()
                .setEventName(GenAi.EVALUATION_RESULT)
                .setTimestamp(evaluation.at())
                .setAttribute(GenAi.EVALUATION_NAME, evaluation.name())
                .setAttribute(Own.TRACE, evaluation.trace());
        if (evaluation.context() != null && evaluation.context().isSpan()) {
            event.setContext(Context.root().with(Span.wrap(SpanContexts.request(evaluation.context()))));
        }
        if (evaluation.route() != null) {
            event.setAttribute(Own.ROUTE, evaluation.route());
        }
        if (evaluation.score() != null) {
            event.setAttribute(GenAi.EVALUATION_SCORE, evaluation.score());
        }
        if (evaluation.label() != null) {
            event.setAttribute(GenAi.EVALUATION_LABEL, evaluation.label());
        }
        event.emit();
    }

    /** Sends what waits, then ends; waits for that for two seconds at most. */
    @Override
    public void close() {
        Thread closing =
                Thread.ofPlatform().name("penstock-telemetry-close").daemon().start(this::end);
        try {
            boolean _ = closing.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All at once, and the SDK's own at last: it waits for what is under way. */
    private void end() {
        try {
            var metricsSent = meters.shutdown();
            var _ = logs.shutdown();
            export.end();
            eventExport.end();
            export.join(CLOSING);
            eventExport.join(CLOSING);
            metricsSent.join(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
            spanExporter.shutdown();
            eventExporter.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
