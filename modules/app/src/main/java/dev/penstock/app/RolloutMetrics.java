package dev.penstock.app;

import dev.penstock.canary.Arm;
import dev.penstock.canary.GuardrailVerdict;
import dev.penstock.canary.RolloutVerdict;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** How the rollouts that go on stand, in Prometheus' terms. Nothing of routes that have none. */
final class RolloutMetrics implements MultiCollector {
    private final Supplier<Map<String, RolloutVerdict>> verdicts;

    /** {@code verdicts} gives those of the rollouts that go on, by their routes. */
    RolloutMetrics(Supplier<Map<String, RolloutVerdict>> verdicts) {
        this.verdicts = verdicts;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder stage = gauge("penstock_rollout_stage", "The number of the stage of a rollout, from 0.");
        GaugeSnapshot.Builder requests =
                gauge("penstock_rollout_requests", "Requests on all nodes that count in a rollout, by their side.");
        GaugeSnapshot.Builder bad =
                gauge("penstock_rollout_bad", "Those of them that were bad by a guardrail, by their side.");
        GaugeSnapshot.Builder harm = gauge(
                "penstock_rollout_harm", "How much of the evidence is there that rolls a rollout back: it does at 1.");
        GaugeSnapshot.Builder proof = gauge(
                "penstock_rollout_proof", "How much of the proof is there that a rollout needs to go on: all at 1.");
        verdicts.get().forEach((route, verdict) -> {
            add(stage, verdict.stage(), "route", route);
            add(requests, (double) verdict.baselineRequests(), "route", route, "arm", Arm.BASELINE.word());
            add(requests, (double) verdict.candidateRequests(), "route", route, "arm", Arm.CANDIDATE.word());
            for (GuardrailVerdict each : verdict.guardrails()) {
                String word = each.guardrail();
                if (each instanceof GuardrailVerdict.Rate rate) {
                    String[] current = {"route", route, "arm", Arm.BASELINE.word(), "guardrail", word};
                    String[] candidate = {"route", route, "arm", Arm.CANDIDATE.word(), "guardrail", word};
                    add(bad, (double) rate.baselineBad(), current);
                    add(bad, (double) rate.candidateBad(), candidate);
                }
                add(harm, each.harmShare(), "route", route, "guardrail", word);
                add(proof, each.progress(), "route", route, "guardrail", word);
            }
        });
        return MetricSnapshots.of(stage.build(), requests.build(), bad.build(), harm.build(), proof.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static void add(GaugeSnapshot.Builder gauge, double value, String... labels) {
        gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build());
    }
}
