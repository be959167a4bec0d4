package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.control.EvalRun.Kept;
import dev.penstock.control.EvalRun.Stage;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.RouteState;
import dev.penstock.evals.ReportJson;

/** Runs of cases, and what was recorded of them, as operators see them. */
final class ShownEval {
    private ShownEval() {}

    /** A run without its report. */
    static ObjectNode of(EvalRun run, String node) {
        EvalTerms terms = run.terms();
        ObjectNode shown = Json.object()
                .put("id", run.id())
                .put("route", terms.route())
                .put("node", node)
                .put("state", word(run.stage()))
                .put("release", terms.candidate())
                .put("baseline", terms.baseline())
                .put("cases", terms.cases())
                .put("digest", terms.digest())
                .put("answers", run.answered())
                .put("answers_expected", run.expected())
                .put("concurrency", terms.concurrency())
                .put("reason", terms.author().reason())
                .put("actor", terms.author().actor())
                .put("principal", terms.author().principal())
                .put("at", run.at().toString());
        shown.set("gate", of(terms.gate()));
        switch (run.stage()) {
            case Stage.Running() -> {
                // There is no more to it.
            }
            case Stage.Ended ended ->
                shown.put("until", ended.until().toString()).put("why", ended.why());
            case Stage.Done done -> {
                shown.put("until", done.until().toString())
                        .put("gate_passed", done.decision().isPassed())
                        .put("verdict", done.decision().sentence());
                switch (done.kept()) {
                    case Kept.Pending() -> {
                        // Ask again.
                    }
                    case Kept.Recorded(String id) -> shown.put("recorded", id);
                    case Kept.Not(String why) -> shown.put("not_recorded", why);
                }
            }
        }
        return shown;
    }

    /** A run with its report, once there is one. */
    static ObjectNode inFull(EvalRun run, String node) {
        ObjectNode shown = of(run, node);
        if (run.stage() instanceof Stage.Done done) {
            shown.set("report", ReportJson.of(done.report()));
        }
        return shown;
    }

    /** What came of one, as all nodes know it. */
    static ObjectNode recorded(RouteState.Eval eval, KnownRoute route) {
        ControlRecord record = eval.record();
        ObjectNode shown = Recorded.what(eval.terms()).put("id", record.id());
        shown.set("release", route.shown(eval.terms().candidate()));
        shown.set("baseline", route.shown(eval.terms().baseline()));
        return shown.put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal())
                .put("at", record.at().toString());
    }

    /** What a candidate had to reach. */
    static ObjectNode of(EvalGate gate) {
        return Json.object()
                .put("min_cases", gate.minCases())
                .put("max_lost", gate.maxLost())
                .put("min_pass", gate.minPass());
    }

    private static String word(Stage stage) {
        return switch (stage) {
            case Stage.Running() -> "running";
            case Stage.Ended ended -> ended.isCancelled() ? "cancelled" : "stopped";
            case Stage.Done done -> done.kept() instanceof Kept.Pending ? "recording" : "done";
        };
    }
}
