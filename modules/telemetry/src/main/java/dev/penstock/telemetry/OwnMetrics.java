package dev.penstock.telemetry;

import dev.penstock.core.Trace;
import dev.penstock.trace.Metrics;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the node counts itself, as it is in {@code /metrics}, by the same names; and of that the pauses between the
 * pieces of streams under their conventional name, in the node's own buckets: they are counted once, on the way.
 */
final class OwnMetrics implements MetricProducer {
    private static final String PIECES = "penstock_between_pieces_seconds";

    private final Metrics metrics;
    private final InstrumentationScopeInfo scope;
    private final InstantSource clock;
    private final long begin;
    private final Targets targets;
    /** By target, what the conventions call it: known from the first request on that asked it. */
    private final Map<String, Attributes> asked = new ConcurrentHashMap<>();

    OwnMetrics(Metrics metrics, InstrumentationScopeInfo scope, Targets targets, InstantSource clock) {
        this.metrics = metrics;
        this.scope = scope;
        this.targets = targets;
        this.clock = clock;
        this.begin = nanos(clock.instant());
    }

    /** Learns what the targets of a request are called. */
    void saw(Trace trace) {
        if (trace.stream()) {
            trace.attempts()
                    .forEach(attempt -> asked.computeIfAbsent(attempt.target(), _ -> targets.of(trace, attempt)));
        }
    }

    @Override
    public Collection<MetricData> produce(Resource resource) {
        List<MetricData> all = new ArrayList<>();
        long now = nanos(clock.instant());
        for (MetricSnapshot snapshot : metrics.collect()) {
            String name = snapshot.getMetadata().getName();
            String help = String.valueOf(snapshot.getMetadata().getHelp());
            switch (snapshot) {
                case CounterSnapshot counter ->
                    all.add(metric(resource, name, help, MetricDataType.DOUBLE_SUM, sum(counter, now)));
                case GaugeSnapshot gauge ->
                    all.add(metric(resource, name, help, MetricDataType.DOUBLE_GAUGE, gauge(gauge, now)));
                case HistogramSnapshot histogram -> {
                    all.add(metric(
                            resource,
                            name,
                            help,
                            MetricDataType.HISTOGRAM,
                            histogram(histogram, now, OwnMetrics::own)));
                    if (name.equals(PIECES)) {
                        all.add(new Produced(
                                resource,
                                scope,
                                GenAi.OUTPUT_CHUNK,
                                "Time per output chunk, after the first one.",
                                "s",
                                MetricDataType.HISTOGRAM,
                                histogram(histogram, now, this::conventional)));
                    }
                }
                default -> throw new IllegalStateException("a metric of a kind that nobody makes: " + name);
            }
        }
        all.removeIf(MetricData::isEmpty);
        return all;
    }

    private Produced metric(
            Resource resource,
            String name,
            String help,
            MetricDataType type,
            io.opentelemetry.sdk.metrics.data.Data<?> data) {
        return new Produced(resource, scope, name, help, "", type, data);
    }

    private SumData<DoublePointData> sum(CounterSnapshot counter, long now) {
        return SumData.createDoubleSumData(
                true,
                AggregationTemporality.CUMULATIVE,
                counter.getDataPoints().stream()
                        .map(point ->
                                DoublePointData.create(begin, now, own(point.getLabels()), point.getValue(), List.of()))
                        .toList());
    }

    private GaugeData<DoublePointData> gauge(GaugeSnapshot gauge, long now) {
        return GaugeData.createDoubleGaugeData(gauge.getDataPoints().stream()
                .map(point -> DoublePointData.create(begin, now, own(point.getLabels()), point.getValue(), List.of()))
                .toList());
    }

    private HistogramData histogram(HistogramSnapshot histogram, long now, Naming naming) {
        List<HistogramPointData> points = new ArrayList<>();
        for (HistogramSnapshot.HistogramDataPointSnapshot point : histogram.getDataPoints()) {
            Attributes attributes = naming.of(point.getLabels());
            if (attributes != null) {
                points.add(point(point, now, attributes));
            }
        }
        return HistogramData.create(AggregationTemporality.CUMULATIVE, points);
    }

    private HistogramPointData point(
            HistogramSnapshot.HistogramDataPointSnapshot point, long now, Attributes attributes) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
            if (bucket.getUpperBound() != Double.POSITIVE_INFINITY) {
                bounds.add(bucket.getUpperBound());
            }
            counts.add(bucket.getCount());
        }
        return HistogramPointData.create(begin, now, attributes, point.getSum(), false, 0, false, 0, bounds, counts);
    }

    /** What a series is called; null leaves it out. */
    private interface Naming {
        @Nullable
        Attributes of(Labels labels);
    }

    private static Attributes own(Labels labels) {
        AttributesBuilder all = Attributes.builder();
        for (Label label : labels) {
            all.put(label.getName(), label.getValue());
        }
        return all.build();
    }

    private @Nullable Attributes conventional(Labels labels) {
        Attributes target = asked.get(String.valueOf(labels.get("target")));
        return target == null
                ? null
                : target.toBuilder()
                        .put(Own.ROUTE, String.valueOf(labels.get("route")))
                        .put(Own.TARGET, String.valueOf(labels.get("target")))
                        .build();
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
