package dev.penstock.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.canary.Arm;
import dev.penstock.canary.Decision;
import dev.penstock.canary.GuardrailVerdict;
import dev.penstock.canary.Recorded;
import dev.penstock.canary.Replay;
import dev.penstock.canary.ReplayStep;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.RolloutState.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;

/** What another policy would have done with a rollout's requests, for people and for programs. */
final class ReplayReport {
    private final String file;
    private final RolloutPolicy policy;
    private final RecordedTraces traces;
    private final Replay replay;
    private final Instant begin;
    private final Duration lasted;
    private final long candidates;

    /** {@code file} is where the policy is. */
    ReplayReport(String file, RolloutPolicy policy, RecordedTraces traces, Replay replay) {
        this.file = file;
        this.policy = policy;
        this.traces = traces;
        this.replay = replay;
        List<Instant> times =
                traces.requests().stream().map(Recorded::at).sorted().toList();
        this.begin = times.getFirst();
        this.lasted = Duration.between(begin, times.getLast());
        this.candidates = traces.requests().stream()
                .filter(request -> request.note().candidate())
                .count();
    }

    /** What the process ends with. */
    int exit() {
        if (replay.phase() == Phase.ROLLED_BACK) {
            return RolloutWatch.ROLLED_BACK;
        }
        return isPaused() ? RolloutWatch.ABORTED : ExitCode.OK;
    }

    /** Also where the pause is passed over, and lasts still. */
    private boolean isPaused() {
        return replay.phase() == Phase.PAUSED || replay.verdict().decision() instanceof Decision.Pause;
    }

    private Stage stage(int number) {
        return Objects.requireNonNull(policy.stage(number));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Rollout " + Table.plain(traces.rollout()) + " of route '" + Table.plain(traces.route())
                + "' by the policy in " + file + ": " + traces.requests().size() + " requests from " + begin
                + " on, for " + clock(lasted) + ", " + candidates + " of them the candidate's");
        lines.add("");
        lines.add("  " + clock(Duration.ZERO) + "  begins in stage " + stage(0).word());
        for (ReplayStep step : replay.steps()) {
            lines.add("  " + clock(Duration.between(begin, step.at())) + "  " + word(step.decision()) + " in stage "
                    + stage(step.stage()).word() + ", after " + step.requests() + " requests of the candidate, "
                    + step.bad() + " of them bad");
            lines.add("           " + Table.plain(step.decision().why()));
        }
        lines.add("");
        lines.add(end());
        lines.add("");
        table().forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.add(recorded());
        notes().forEach(note -> lines.add("* " + note));
        return lines;
    }

    private static String word(Decision decision) {
        return decision.word().replace('_', ' ');
    }

    private String end() {
        String in = "stage " + stage(replay.verdict().stage()).word();
        return switch (replay.phase()) {
            case ROLLED_BACK -> "It would have been rolled back, in " + in + ".";
            case COMPLETED -> "The candidate would have got all traffic.";
            case PAUSED ->
                "It would have been paused in " + in + ": a person would look here. Only harm ends a pause; --go-on"
                        + " passes over it.";
            case RUNNING, ABORTED, SUPERSEDED ->
                "At the end of the recording it is in " + in + ": "
                        + Table.plain(replay.verdict().decision().why());
        };
    }

    private List<String> table() {
        Table table = new Table("guardrail", "alpha", "harm", "proof", "bad", "current");
        for (int place = 0; place < policy.guardrails().size(); place++) {
            GuardrailVerdict verdict = replay.verdict().guardrails().get(place);
            table.row(
                    verdict.guardrail(),
                    percent(policy.alphaOf(policy.guardrails().get(place))),
                    share(verdict.harmShare()),
                    verdict.provenBy().isEmpty() ? share(verdict.progress()) : "proven",
                    seen(verdict, Arm.CANDIDATE),
                    seen(verdict, Arm.BASELINE));
        }
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().lines().toList();
    }

    /** What it found on a side. */
    private String seen(GuardrailVerdict verdict, Arm arm) {
        boolean candidate = arm == Arm.CANDIDATE;
        return switch (verdict) {
            case GuardrailVerdict.Rate rate ->
                (candidate ? rate.candidateBad() : rate.baselineBad())
                        + " of "
                        + (candidate
                                ? replay.verdict().candidateRequests()
                                : replay.verdict().baselineRequests());
            case GuardrailVerdict.Score score -> mean(candidate ? score.candidate() : score.baseline());
        };
    }

    private static String mean(GuardrailVerdict.Side side) {
        return side.mean() == null
                ? "no scores"
                : String.format(Locale.ROOT, "%.2f of %d scores", side.mean(), side.scores());
    }

    private static String percent(double chance) {
        return BigDecimal.valueOf(chance * 100)
                        .round(new MathContext(2))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /** Of what is needed; rounded down. */
    private static String share(double part) {
        return (long) (Math.max(0, part) * 100) + " %";
    }

    /** Hours, minutes and seconds. */
    private static String clock(Duration duration) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /** What is known of how it really went. */
    private String recorded() {
        String stages = byStage().values().stream()
                .map(one -> one.word() + " from " + clock(Duration.between(begin, one.since)) + " on with "
                        + one.candidates + " requests of the candidate")
                .collect(Collectors.joining("; "));
        String bad = bad().entrySet().stream()
                .map(entry -> Table.plain(entry.getKey()) + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return "As recorded: stage " + stages + "; bad of the candidate's by the policy of then: "
                + (bad.isEmpty() ? "none" : bad) + ". How it ended says: penstock rollout show "
                + Table.plain(traces.route());
    }

    /** A stage as it was recorded. */
    private static final class Recording {
        private final int stage;
        private final int chance;
        private Instant since;
        private long candidates;
        private long baselines;

        private Recording(int stage, int chance, Instant since) {
            this.stage = stage;
            this.chance = chance;
            this.since = since;
        }

        private String word() {
            return stage + " (" + new Share(chance) + ")";
        }
    }

    private Map<Integer, Recording> byStage() {
        Map<Integer, Recording> stages = new TreeMap<>();
        for (Recorded request : traces.requests()) {
            Recording stage = stages.computeIfAbsent(
                    request.note().stage(),
                    number -> new Recording(number, request.note().chance(), request.at()));
            stage.since = request.at().isBefore(stage.since) ? request.at() : stage.since;
            if (request.note().candidate()) {
                stage.candidates++;
            } else {
                stage.baselines++;
            }
        }
        return stages;
    }

    private Map<String, Long> bad() {
        return traces.requests().stream()
                .filter(request -> request.note().candidate())
                .flatMap(request -> Stream.ofNullable(request.note().bad()).flatMap(List::stream))
                .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
    }

    /** What a reader must know to believe it. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("The shares were those of the recording. The evidence is as good as it was; with the policy's own"
                + " shares there would have been more or less of it, sooner or later.");
        if (policy.stages().stream()
                .anyMatch(stage -> stage.kind() == StageKind.EVAL || !(stage.gate() instanceof Gate.Auto))) {
            notes.add("Evals count as passed, approvals as given, webhooks as yes.");
        }
        if (policy.stages().stream().anyMatch(stage -> stage.exposure().microdollars() != null)) {
            notes.add("What a stage's attempts cost is not held against its exposure.");
        }
        if (policy.guardrails().stream().map(Guardrail::kind).anyMatch(GuardrailKind.TOOL_CALL::equals)
                && !bad().containsKey(GuardrailKind.TOOL_CALL.word())) {
            notes.add("tool_call is known where the policy of then looked at it; no such request of the candidate is"
                    + " recorded.");
        }
        if (replay.verdict().round() > 0) {
            notes.add("The evidence began anew, as it would have on a node, because "
                    + Table.plain(replay.verdict().roundWhy()) + ": what came before counts no more.");
        }
        count(
                notes,
                traces.missing(),
                "About %d good requests are missing: the store kept one good pass in ten while it was short of room."
                    + " So the split was not looked at. Harm by the recorded guardrails is found as it was, and proof"
                    + " takes longer; harm by what users said later, or by other guardrails, may be overstated.");
        count(notes, traces.requests().size() - replay.requests(), "%d requests came after its end.");
        count(notes, traces.withoutNote(), "%d traces count in no rollout and are left out.");
        count(notes, traces.ofOthers(), "%d traces of other rollouts are left out.");
        count(notes, traces.repeated(), "%d traces stand there more than once and count once.");
        return notes;
    }

    private static void count(List<String> notes, long count, String note) {
        if (count > 0) {
            notes.add(String.format(Locale.ROOT, note, count));
        }
    }

    ObjectNode json() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("rollout", traces.rollout())
                .put("route", traces.route())
                .put("from", begin.toString())
                .put("lasted_ms", lasted.toMillis())
                .put("requests", traces.requests().size())
                .put("candidate_requests", candidates)
                .put("phase", replay.phase().word())
                .put("stage", replay.verdict().stage())
                .put("stage_name", stage(replay.verdict().stage()).word())
                .put("paused", isPaused())
                .put("why", replay.verdict().decision().why());
        ArrayNode steps = body.putArray("steps");
        for (ReplayStep step : replay.steps()) {
            ObjectNode shown = steps.addObject()
                    .put("at", step.at().toString())
                    .put("after_ms", Duration.between(begin, step.at()).toMillis())
                    .put("stage", step.stage())
                    .put("stage_name", stage(step.stage()).word())
                    .put("decision", step.decision().word())
                    .put("why", step.decision().why())
                    .put("candidate_requests", step.requests())
                    .put("candidate_bad", step.bad());
            if (step.decision() instanceof Decision.RollBack(String _, List<String> bad)) {
                ArrayNode ids = shown.putArray("traces");
                bad.forEach(ids::add);
            }
        }
        ArrayNode guardrails = body.putArray("guardrails");
        for (int place = 0; place < policy.guardrails().size(); place++) {
            GuardrailVerdict verdict = replay.verdict().guardrails().get(place);
            ObjectNode shown = guardrails
                    .addObject()
                    .put("guardrail", verdict.guardrail())
                    .put("alpha", policy.alphaOf(policy.guardrails().get(place)))
                    .put("harm", verdict.harmShare())
                    .put("proof", verdict.progress())
                    .put("proven_by", verdict.provenBy().isEmpty() ? null : verdict.provenBy());
            found(shown, verdict);
        }
        recorded(body.putObject("recorded"));
        ArrayNode told = body.putArray("notes");
        notes().forEach(told::add);
        return body;
    }

    private static void found(ObjectNode shown, GuardrailVerdict verdict) {
        switch (verdict) {
            case GuardrailVerdict.Rate rate ->
                shown.put("candidate_bad", rate.candidateBad())
                        .put("baseline_bad", rate.baselineBad())
                        .put("log_harm", rate.harm())
                        .put("log_harm_at", rate.harmAt())
                        .put("log_proof", rate.proof())
                        .put("log_proof_at", rate.proofAt())
                        .put("bound", rate.bound())
                        .put("tolerance", rate.tolerance());
            case GuardrailVerdict.Score score -> {
                mean(shown.putObject("candidate"), score.candidate());
                mean(shown.putObject("baseline"), score.baseline());
                shown.put("tolerated", score.tolerated()).put("margin", score.margin());
            }
        }
    }

    private static void mean(ObjectNode shown, GuardrailVerdict.Side side) {
        shown.put("scores", side.scores())
                .put("mean", side.mean())
                .put("lower", side.lower())
                .put("upper", side.upper());
    }

    private void recorded(ObjectNode recorded) {
        ArrayNode stages = recorded.putArray("stages");
        for (Recording stage : byStage().values()) {
            stages.addObject()
                    .put("stage", stage.stage)
                    .put("chance", stage.chance)
                    .put("since", stage.since.toString())
                    .put("candidate_requests", stage.candidates)
                    .put("baseline_requests", stage.baselines);
        }
        ObjectNode words = recorded.putObject("candidate_bad");
        bad().forEach(words::put);
    }
}
