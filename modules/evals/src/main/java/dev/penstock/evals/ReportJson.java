package dev.penstock.evals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A report as operators get it. */
public final class ReportJson {
    private ReportJson() {}

    public static ObjectNode of(EvalReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("cases", report.cases());
        json.set("candidate", side(report.candidate()));
        json.set("baseline", side(report.baseline()));
        report.lost().forEach(json.putArray("lost")::add);
        report.won().forEach(json.putArray("won")::add);
        json.put("p_value", report.evidence().pValue());
        json.put("evidence", report.evidence().sentence());
        ArrayNode checks = json.putArray("checks");
        report.checks()
                .forEach((word, tally) -> checks.addObject()
                        .put("check", word)
                        .put("candidate_passed", tally.candidatePassed())
                        .put("candidate_failed", tally.candidateFailed())
                        .put("baseline_passed", tally.baselinePassed())
                        .put("baseline_failed", tally.baselineFailed()));
        ArrayNode faulty = json.putArray("faulty");
        report.faulty().forEach(result -> faulty.add(result(result)));
        return json;
    }

    private static ObjectNode side(Tally tally) {
        ObjectNode side = JsonNodeFactory.instance
                .objectNode()
                .put("passed", tally.passed())
                .put("failed", tally.failed())
                .put("later_targets", tally.later())
                .put("cost_microdollars", micro(tally.costPicodollars()));
        ObjectNode cost = side.putObject("cost_microdollars_of_a_case");
        cost.put("p50", tally.cost() == null ? null : micro(tally.cost().p50()));
        cost.put("p95", tally.cost() == null ? null : micro(tally.cost().p95()));
        side.putObject("total_us")
                .put("p50", tally.totalUs().p50())
                .put("p95", tally.totalUs().p95());
        return side;
    }

    private static ObjectNode result(CaseResult result) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", result.id())
                .put("lost", result.isLost())
                .put("won", result.isWon());
        json.set("candidate", result(result.candidate()));
        json.set("baseline", result(result.baseline()));
        return json;
    }

    private static ObjectNode result(SideResult side) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("passed", side.isPassed());
        side.faults().forEach(json.putArray("faults")::add);
        return json.put("text", side.text())
                .put("trace", side.trace())
                .put("cost_microdollars", micro(side.costPicodollars()))
                .put("total_us", side.totalUs());
    }

    private static @Nullable BigDecimal micro(@Nullable Long picodollars) {
        return picodollars == null ? null : BigDecimal.valueOf(picodollars, 6);
    }
}
