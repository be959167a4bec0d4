package dev.penstock.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** Says whether metrics are taken. Nothing is lost where they are not: each sending has all counts since the start. */
final class WatchedMetricExporter implements MetricExporter {
    private final MetricExporter exporter;
    private final Receiver receiver;

    WatchedMetricExporter(MetricExporter exporter, Receiver receiver) {
        this.exporter = exporter;
        this.receiver = receiver;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        CompletableResultCode result = exporter.export(metrics);
        result.whenComplete(() -> receiver.told("metrics", result.isSuccess()));
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return exporter.getAggregationTemporality(type);
    }
}
