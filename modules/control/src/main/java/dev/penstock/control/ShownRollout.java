package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.RolloutDocument;
import dev.penstock.control.RolloutView.Arm;
import dev.penstock.control.RolloutView.Guard;
import dev.penstock.control.RolloutView.Latency;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RolloutState.Phase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rollouts as operators see them. */
final class ShownRollout {
    private static final MathContext DIGITS = new MathContext(4);

    private ShownRollout() {}

    /** A route with its newest rollout, as an answer has them. */
    static ObjectNode answer(KnownRoute route, Admin admin) {
        return (ObjectNode) Json.object().put("route", route.name()).set("rollout", newest(route, admin));
    }

    /** All that is known of a route's newest rollout; null if there was none. */
    static @Nullable ObjectNode newest(KnownRoute route, Admin admin) {
        RolloutState rollout = route.state().rollout();
        if (rollout == null) {
            return null;
        }
        RolloutView view = view(route, admin);
        ObjectNode shown = decided(route, rollout).put("sentence", sentence(rollout, view));
        return (ObjectNode) shown.set("verdict", view == null ? null : of(view));
    }

    /** How far the newest is, where this node has looked at it. */
    static @Nullable RolloutView view(KnownRoute route, Admin admin) {
        RolloutState rollout = route.state().rollout();
        return admin.observed()
                .rollout(route.name())
                .filter(view -> rollout != null && view.rollout().equals(rollout.id()))
                .orElse(null);
    }

    /** In a line of a list of routes; null while none is on. */
    static @Nullable ObjectNode brief(KnownRoute route) {
        RolloutState rollout = route.state().rollout();
        return rollout == null || !rollout.isOn()
                ? null
                : Json.object()
                        .put("id", rollout.id())
                        .put("phase", rollout.phase().word())
                        .put("mode", rollout.terms().mode().word())
                        .put("stage", rollout.stage())
                        .put("stage_name", rollout.currentStage().word())
                        .set("release", route.shown(rollout.terms().candidate()));
    }

    private static ObjectNode decided(KnownRoute route, RolloutState rollout) {
        Command.StartRollout terms = rollout.terms();
        ObjectNode shown = head(route, terms, rollout.record(), rollout.phase().word())
                .put("stage", rollout.stage())
                .put("stage_name", rollout.currentStage().word())
                .put("share", rollout.share().percent())
                .put("entered", rollout.entered().at().toString());
        shown.set("stages", stages(rollout));
        ArrayNode pauses = shown.putArray("pauses");
        rollout.pauses().forEach(pause -> pauses.add(by(pause)));
        shown.set("end", rollout.end() == null ? null : end(rollout.end()));
        shown.set(
                "eval",
                route.state()
                        .eval(terms.candidate(), terms.baseline())
                        .map(eval -> ShownEval.recorded(eval, route))
                        .orElse(null));
        return (ObjectNode) shown.set("document", RolloutDocument.of(terms.policy()));
    }

    /** What was started, by whom and why. */
    static ObjectNode head(KnownRoute route, Command.StartRollout terms, ControlRecord record, String phase) {
        ObjectNode shown = Json.object().put("phase", phase);
        shown.setAll(by(record));
        shown.set("release", route.shown(terms.candidate()));
        shown.set("baseline", route.shown(terms.baseline()));
        return shown.put("mode", terms.mode().word())
                .put("policy", terms.policy().name())
                .put("sticky", terms.sticky().word())
                .put("salt", terms.salt());
    }

    /** What ended one, by whom and why. */
    static ObjectNode end(ControlRecord record) {
        return by(record).put("kind", Recorded.kind(record));
    }

    private static ObjectNode by(ControlRecord record) {
        return Json.object()
                .put("id", record.id())
                .put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal())
                .put("at", record.at().toString());
    }

    private static ArrayNode stages(RolloutState rollout) {
        ArrayNode stages = Json.array();
        List<Stage> all = rollout.terms().policy().stages();
        boolean completed = rollout.phase() == Phase.COMPLETED;
        for (int i = 0; i < all.size(); i++) {
            String word = completed || i < rollout.stage() ? "done" : i == rollout.stage() ? "here" : "ahead";
            stages.addObject()
                    .put("number", i)
                    .put("name", all.get(i).word())
                    .put("state", word)
                    .put("gate", gate(all.get(i).gate()))
                    .put("approved", rollout.approved().contains(i));
        }
        return stages;
    }

    private static String gate(Gate gate) {
        return switch (gate) {
            case Gate.Auto() -> "auto";
            case Gate.Approval() -> "approval";
            case Gate.Webhook(String webhook) -> "webhook " + webhook;
        };
    }

    /** How it goes, for a person. */
    private static String sentence(RolloutState rollout, @Nullable RolloutView view) {
        ControlRecord end = rollout.end();
        String by =
                end == null ? "" : end.author().actor() + ": " + end.author().reason();
        return switch (rollout.phase()) {
            case COMPLETED -> "It is over: the candidate is the current release. Made so by " + by;
            case ROLLED_BACK -> "It is over: the candidate was withdrawn by " + by;
            case ABORTED -> "It is over: ended by " + by;
            case SUPERSEDED -> "It is over: another release was made the current one by " + by;
            case PAUSED -> {
                ControlRecord pause = rollout.pauses().getLast();
                yield "It is paused by " + pause.author().actor() + ": "
                        + pause.author().reason();
            }
            case RUNNING -> view == null ? "This node has not judged it yet." : view.sentence();
        };
    }

    private static ObjectNode of(RolloutView view) {
        ObjectNode shown = Json.object()
                .put("stage", view.stage())
                .put("step", view.step().word())
                .put("sentence", view.sentence())
                .put("proven", view.proven());
        ArrayNode guardrails = shown.putArray("guardrails");
        view.guardrails().forEach(guard -> guardrails.add(of(guard)));
        ObjectNode arms = shown.putObject("arms");
        arms.set("baseline", of(view.baseline()));
        arms.set("candidate", of(view.candidate()));
        shown.putObject("slower")
                .put("first_content", share(view.slower().firstContent()))
                .put("total", share(view.slower().total()));
        shown.putObject("floors")
                .put("requests", view.floors().requests())
                .put("requests_needed", view.floors().requestsNeeded())
                .put("time_ms", view.floors().time().toMillis())
                .put("time_needed_ms", view.floors().timeNeeded().toMillis());
        shown.put("sample_ratio", share(view.sampleRatio()))
                .put("deadline", view.deadline() == null ? null : Objects.toString(view.deadline()))
                .put("expected_ms", ms(view.expected()));
        shown.set("exposure", Json.of(new TreeMap<>(view.exposure())));
        return (ObjectNode) shown.set("traces", Json.of(view.traces()));
    }

    private static ObjectNode of(Guard guard) {
        ObjectNode shown = Json.object()
                .put("guardrail", guard.word())
                .put("alpha", rounded(guard.alpha()))
                .put("harm", rounded(guard.harmShare()))
                .put("proof", rounded(guard.proofShare()))
                .put("proven_by", guard.provenBy())
                .put("expected_ms", ms(guard.expected()));
        return switch (guard) {
            case RolloutView.Rate rate ->
                shown.put("candidate_bad", rate.candidateBad())
                        .put("baseline_bad", rate.baselineBad())
                        .put("harm_evidence", rounded(rate.harm()))
                        .put("harm_at", rounded(rate.harmAt()))
                        .put("proof_evidence", rounded(rate.proof()))
                        .put("proof_at", rounded(rate.proofAt()))
                        .put("bound", share(rate.bound()))
                        .put("tolerance", rounded(rate.tolerance()));
            case RolloutView.Score score -> {
                shown.put("tolerated", rounded(score.tolerated())).put("margin", rounded(score.margin()));
                shown.set("candidate", of(score.candidate()));
                yield shown.set("baseline", of(score.baseline()));
            }
        };
    }

    private static ObjectNode of(RolloutView.Mean mean) {
        return Json.object()
                .put("scores", mean.scores())
                .put("mean", share(mean.mean()))
                .put("lower", rounded(mean.lower()))
                .put("upper", rounded(mean.upper()));
    }

    private static ObjectNode of(Arm arm) {
        ObjectNode shown = Json.object().put("requests", arm.requests()).put("bad", arm.bad());
        shown.set("models", Json.of(new TreeMap<>(arm.models())));
        shown.set("fingerprints", Json.of(arm.fingerprints()));
        shown.set("first_content", of(arm.firstContent()));
        return (ObjectNode) shown.set("total", of(arm.total()));
    }

    private static ObjectNode of(Latency latency) {
        return Json.object()
                .put("answers", latency.answers())
                .put("p50_ms", ms(latency.p50()))
                .put("p95_ms", ms(latency.p95()));
    }

    private static @Nullable BigDecimal share(@Nullable Double value) {
        return value == null ? null : rounded(value);
    }

    private static @Nullable Long ms(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    /** Four digits say all that there is to say. */
    private static BigDecimal rounded(double value) {
        return new BigDecimal(value, DIGITS);
    }
}
