package dev.penstock.trace;

import dev.penstock.core.Attempt;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.Usage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's figures, per route and target, in Prometheus' terms. Safe for several threads. Counting is an addition to
 * a striped counter; a route or target is a label only if it is configured, so that no caller can make up new ones.
 */
public final class Metrics implements MultiCollector {
    private record RequestKey(String route, Outcome outcome, int status) {}

    private record AttemptKey(String route, String target, String result) {}

    private record ContractKey(String route, String target, String result) {}

    private record UnknownKey(String route, UnknownResult.Why why) {}

    private record TargetKey(String route, String target) {}

    /** What is counted of one target of one route. */
    private static final class TargetSeries {
        final LatencyHistogram firstContent = new LatencyHistogram();
        final LatencyHistogram betweenPieces = new LatencyHistogram();
        final LongAdder input = new LongAdder();
        final LongAdder cachedInput = new LongAdder();
        final LongAdder cacheWrite = new LongAdder();
        final LongAdder output = new LongAdder();
        final LongAdder reasoning = new LongAdder();
        final LongAdder costPicodollars = new LongAdder();
        final LongAdder unknownCosts = new LongAdder();
    }

    private record FeedbackKey(String route, String kind, String word) {}

    private record CopyKey(String route, Outcome outcome) {}

    private record Gauge(String help, Labels labels, DoubleSupplier value) {}

    private final Map<RequestKey, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<AttemptKey, LongAdder> attempts = new ConcurrentHashMap<>();
    private final Map<ContractKey, LongAdder> contracts = new ConcurrentHashMap<>();
    private final Map<UnknownKey, LongAdder> unknown = new ConcurrentHashMap<>();
    private final Map<AttemptKey, LongAdder> diagnoses = new ConcurrentHashMap<>();
    private final Map<TargetKey, TargetSeries> targets = new ConcurrentHashMap<>();
    private final Map<FeedbackKey, LongAdder> feedback = new ConcurrentHashMap<>();
    private final Map<CopyKey, LongAdder> copies = new ConcurrentHashMap<>();
    private final LongAdder copiesPicodollars = new LongAdder();
    private final Map<String, LatencyHistogram> totals = new ConcurrentHashMap<>();
    private final Map<String, LatencyHistogram> overheads = new ConcurrentHashMap<>();
    private final Map<String, AttemptCounts> attemptsPerRequest = new ConcurrentHashMap<>();
    private final Map<String, java.util.List<Gauge>> gauges = new ConcurrentHashMap<>();
    private final Map<String, java.util.List<Gauge>> counters = new ConcurrentHashMap<>();

    /** Shows a value that is read when it is asked for. */
    public void gauge(String name, String help, Map<String, String> labels, DoubleSupplier value) {
        gauges.computeIfAbsent(name, _ -> new java.util.concurrent.CopyOnWriteArrayList<>())
                .add(new Gauge(help, labels(labels), value));
    }

    /** Shows a count that is read when it is asked for and only ever grows. */
    public void counter(String name, String help, Map<String, String> labels, DoubleSupplier value) {
        counters.computeIfAbsent(name, _ -> new java.util.concurrent.CopyOnWriteArrayList<>())
                .add(new Gauge(help, labels(labels), value));
    }

    /** Counts a request that is over. {@code pauses} are those between the pieces of its stream, if it was one. */
    public void add(Trace trace, @Nullable Pauses pauses) {
        String route = trace.release() == null || trace.route() == null ? "" : trace.route();
        requests.computeIfAbsent(new RequestKey(route, trace.outcome(), trace.status()), _ -> new LongAdder())
                .increment();
        totals.computeIfAbsent(route, _ -> new LatencyHistogram()).add(trace.totalUs());
        overheads.computeIfAbsent(route, _ -> new LatencyHistogram()).add(trace.overheadUs());
        if (!trace.attempts().isEmpty()) {
            attemptsPerRequest
                    .computeIfAbsent(route, _ -> new AttemptCounts())
                    .add(trace.attempts().size());
        }
        for (Attempt attempt : trace.attempts()) {
            add(route, attempt);
        }
        for (UnknownResult result : trace.choices().unknown()) {
            unknown.computeIfAbsent(new UnknownKey(route, result.why()), _ -> new LongAdder())
                    .increment();
        }
        if (pauses != null && !trace.attempts().isEmpty()) {
            pauses.addTo(series(route, trace.attempts().getLast().target()).betweenPieces);
        }
    }

    /** Counts a copy of a request that is over: apart, for no caller saw it. */
    public void addCopy(Trace trace) {
        copies.computeIfAbsent(new CopyKey(String.valueOf(trace.route()), trace.outcome()), _ -> new LongAdder())
                .increment();
        Long cost = trace.costPicodollars();
        copiesPicodollars.add(cost == null ? 0 : cost);
    }

    /**
     * Counts what was said of an answer.
     *
     * @param word what it says where that is one of a few words; empty where callers choose it
     */
    public void addFeedback(String route, String kind, String word) {
        feedback.computeIfAbsent(new FeedbackKey(route, kind, word), _ -> new LongAdder())
                .increment();
    }

    private void add(String route, Attempt attempt) {
        String result = attempt.failure() == null ? "answer" : attempt.failure().word();
        attempts.computeIfAbsent(new AttemptKey(route, attempt.target(), result), _ -> new LongAdder())
                .increment();
        if (attempt.diagnosis() != null) {
            diagnoses
                    .computeIfAbsent(
                            new AttemptKey(
                                    route, attempt.target(), attempt.diagnosis().word()),
                            _ -> new LongAdder())
                    .increment();
        }
        if (attempt.contract() != null) {
            contracts
                    .computeIfAbsent(
                            new ContractKey(
                                    route,
                                    attempt.target(),
                                    attempt.contract().word().word()),
                            _ -> new LongAdder())
                    .increment();
        }
        TargetSeries series = series(route, attempt.target());
        if (attempt.firstContentUs() >= 0) {
            series.firstContent.add(attempt.firstContentUs() - attempt.startedUs());
        }
        Usage usage = attempt.usage();
        if (usage != null) {
            series.input.add(usage.input());
            series.cachedInput.add(usage.cachedInput());
            series.cacheWrite.add(usage.cacheWrite());
            series.output.add(usage.output());
            series.reasoning.add(usage.reasoning());
        }
        if (attempt.costPicodollars() != null) {
            series.costPicodollars.add(attempt.costPicodollars());
        } else if (usage != null || attempt.failure() == null) {
            series.unknownCosts.increment();
        }
    }

    private TargetSeries series(String route, String target) {
        return targets.computeIfAbsent(new TargetKey(route, target), _ -> new TargetSeries());
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        CounterSnapshot.Builder requestCounts = CounterSnapshot.builder()
                .name("penstock_requests")
                .help("Requests that ended, by route, outcome and status.");
        requests.forEach((key, count) -> requestCounts.dataPoint(point(
                count,
                Labels.of(
                        "route",
                        key.route(),
                        "outcome",
                        key.outcome().word(),
                        "status",
                        Integer.toString(key.status())))));
        CounterSnapshot.Builder attemptCounts = CounterSnapshot.builder()
                .name("penstock_attempts")
                .help("Calls of a target, by what came of them: answer, or the kind of failure.");
        attempts.forEach((key, count) -> attemptCounts.dataPoint(
                point(count, Labels.of("route", key.route(), "target", key.target(), "result", key.result()))));
        CounterSnapshot.Builder diagnosisCounts = CounterSnapshot.builder()
                .name("penstock_diagnoses")
                .help("Failed attempts, by the class of their failure.");
        diagnoses.forEach((key, count) -> diagnosisCounts.dataPoint(
                point(count, Labels.of("route", key.route(), "target", key.target(), "diagnosis", key.result()))));
        CounterSnapshot.Builder contractCounts = CounterSnapshot.builder()
                .name("penstock_contract_results")
                .help("Answers held against a contract: valid, repaired, invalid, or not checked.");
        contracts.forEach((key, count) -> contractCounts.dataPoint(
                point(count, Labels.of("route", key.route(), "target", key.target(), "result", key.result()))));
        CounterSnapshot.Builder unknownCounts = CounterSnapshot.builder()
                .name("penstock_tool_results_unknown")
                .help("Results of tools on which an answer stood and that were errors, empty or partial.");
        unknown.forEach((key, count) -> unknownCounts.dataPoint(
                point(count, Labels.of("route", key.route(), "why", key.why().word()))));
        CounterSnapshot.Builder feedbackCounts = CounterSnapshot.builder()
                .name("penstock_feedback")
                .help("What was said of answers: thumbs up and down, scores, labels, corrections, comments, signals.");
        feedback.forEach((key, count) -> feedbackCounts.dataPoint(
                point(count, Labels.of("route", key.route(), "kind", key.kind(), "word", key.word()))));
        all.metricSnapshot(feedbackCounts.build());
        all.metricSnapshot(unknownCounts.build());
        all.metricSnapshot(requestCounts.build())
                .metricSnapshot(attemptCounts.build())
                .metricSnapshot(diagnosisCounts.build())
                .metricSnapshot(contractCounts.build());
        collectTargets(all);
        collectCopies(all);
        all.metricSnapshot(histograms("penstock_request_seconds", "From a request to the end of its answer.", totals));
        all.metricSnapshot(histograms(
                "penstock_overhead_seconds",
                "What Penstock itself added; of a stream, until its first byte.",
                overheads));
        HistogramSnapshot.Builder perRequest = HistogramSnapshot.builder()
                .name("penstock_attempts_per_request")
                .help("Calls of targets for a request, of requests with any.");
        attemptsPerRequest.forEach(
                (route, counts) -> perRequest.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(Labels.of("route", route))
                        .classicHistogramBuckets(counts.buckets())
                        .sum(counts.sum())
                        .build()));
        all.metricSnapshot(perRequest.build());
        counters.forEach((name, list) -> {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder().name(name).help(list.getFirst().help());
            list.forEach(each -> counter.dataPoint(point(each.value().getAsDouble(), each.labels())));
            all.metricSnapshot(counter.build());
        });
        gauges.forEach((name, list) -> {
            GaugeSnapshot.Builder gauge =
                    GaugeSnapshot.builder().name(name).help(list.getFirst().help());
            list.forEach(each -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(each.labels())
                    .value(each.value().getAsDouble())
                    .build()));
            all.metricSnapshot(gauge.build());
        });
        return all.build();
    }

    private void collectCopies(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder counts = CounterSnapshot.builder()
                .name("penstock_shadow_requests")
                .help("Copies sent to candidates that ended, by route and outcome.");
        copies.forEach((key, count) -> counts.dataPoint(point(
                count, Labels.of("route", key.route(), "outcome", key.outcome().word()))));
        all.metricSnapshot(counts.build())
                .metricSnapshot(CounterSnapshot.builder()
                        .name("penstock_shadow_cost_microdollars")
                        .help("What copies of known price cost, in millionths of a dollar.")
                        .dataPoint(point(copiesPicodollars.sum() / 1e6, Labels.EMPTY))
                        .build());
    }

    private void collectTargets(MetricSnapshots.Builder all) {
        HistogramSnapshot.Builder firstContent = HistogramSnapshot.builder()
                .name("penstock_first_content_seconds")
                .help("From the start of an attempt to its first content.");
        HistogramSnapshot.Builder betweenPieces = HistogramSnapshot.builder()
                .name("penstock_between_pieces_seconds")
                .help("From one piece of a stream to the next.");
        CounterSnapshot.Builder tokens =
                CounterSnapshot.builder().name("penstock_tokens").help("Tokens as the providers counted them.");
        CounterSnapshot.Builder cost = CounterSnapshot.builder()
                .name("penstock_cost_microdollars")
                .help("What attempts of known price cost, in millionths of a dollar.");
        CounterSnapshot.Builder unknown = CounterSnapshot.builder()
                .name("penstock_unknown_costs")
                .help("Attempts whose cost is not known, because the price or the usage is not.");
        targets.forEach((key, series) -> {
            Labels labels = Labels.of("route", key.route(), "target", key.target());
            firstContent.dataPoint(point(series.firstContent, labels));
            betweenPieces.dataPoint(point(series.betweenPieces, labels));
            tokens.dataPoint(point(series.input, labels.add("kind", "input")))
                    .dataPoint(point(series.cachedInput, labels.add("kind", "cached_input")))
                    .dataPoint(point(series.cacheWrite, labels.add("kind", "cache_write")))
                    .dataPoint(point(series.output, labels.add("kind", "output")))
                    .dataPoint(point(series.reasoning, labels.add("kind", "reasoning")));
            cost.dataPoint(point(series.costPicodollars.sum() / 1e6, labels));
            unknown.dataPoint(point(series.unknownCosts, labels));
        });
        all.metricSnapshot(firstContent.build())
                .metricSnapshot(betweenPieces.build())
                .metricSnapshot(tokens.build())
                .metricSnapshot(cost.build())
                .metricSnapshot(unknown.build());
    }

    private static HistogramSnapshot histograms(String name, String help, Map<String, LatencyHistogram> byRoute) {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help);
        byRoute.forEach((route, each) -> histogram.dataPoint(point(each, Labels.of("route", route))));
        return histogram.build();
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(LatencyHistogram histogram, Labels labels) {
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(histogram.buckets())
                .sum(histogram.sumSeconds())
                .build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(double value, Labels labels) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(LongAdder value, Labels labels) {
        return point((double) value.sum(), labels);
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder builder = Labels.builder();
        labels.forEach(builder::label);
        return builder.build();
    }
}
