package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A run of cases as people read it. */
final class EvalTable {
    private static final int LONGEST_FAULT = 160;

    private EvalTable() {}

    static void run(JsonNode run, PrintWriter out) {
        out.println("Eval " + plain(run, "id") + " of route '" + plain(run, "route") + "': release "
                + plain(run, "release") + " against " + plain(run, "baseline") + ", "
                + run.path("cases").asInt() + " cases, " + plain(run, "state") + ".");
        if (run.has("why")) {
            out.println(plain(run, "why"));
        }
        JsonNode report = run.path("report");
        if (report.isMissingNode()) {
            out.println(run.path("answers").asInt() + " of "
                    + run.path("answers_expected").asInt() + " answers were in. Nothing was recorded.");
            return;
        }
        sides(report, out);
        faulty(report.path("faulty"), out);
        out.println(plain(report, "evidence"));
        out.println(plain(run, "verdict"));
        if (run.has("recorded")) {
            out.println("Recorded as " + plain(run, "recorded") + ".");
        } else if (run.has("not_recorded")) {
            out.println("Not recorded: " + plain(run, "not_recorded"));
        }
    }

    private static void sides(JsonNode report, PrintWriter out) {
        JsonNode candidate = report.path("candidate");
        JsonNode baseline = report.path("baseline");
        Table table = new Table("", "candidate", "baseline");
        table.row("passed", passed(candidate), passed(baseline));
        for (JsonNode check : report.path("checks")) {
            table.row(
                    "  " + check.path("check").asText(),
                    share(check.path("candidate_passed"), check.path("candidate_failed")),
                    share(check.path("baseline_passed"), check.path("baseline_failed")));
        }
        table.row("only it passed", count(report.path("won")), count(report.path("lost")));
        table.row("by a later target", candidate.path("later_targets"), baseline.path("later_targets"));
        table.row("ms of a case, p50", ms(candidate, "p50"), ms(baseline, "p50"));
        table.row("ms of a case, p95", ms(candidate, "p95"), ms(baseline, "p95"));
        table.row("microdollars of a case, p50", cost(candidate, "p50"), cost(baseline, "p50"));
        table.row("microdollars of a case, p95", cost(candidate, "p95"), cost(baseline, "p95"));
        table.row("microdollars in all", candidate.path("cost_microdollars"), baseline.path("cost_microdollars"));
        table.print(out);
    }

    private static void faulty(JsonNode cases, PrintWriter out) {
        if (cases.isEmpty()) {
            return;
        }
        Table table = new Table("case", "", "what is wrong", "trace");
        for (JsonNode one : cases) {
            String word =
                    one.path("lost").asBoolean() ? "lost" : one.path("won").asBoolean() ? "won" : "neither passes";
            JsonNode shown = one.path(one.path("won").asBoolean() ? "baseline" : "candidate");
            table.row(one.path("id"), word, faults(shown.path("faults")), shown.path("trace"));
        }
        table.print(out);
    }

    private static String faults(JsonNode faults) {
        List<String> all = new ArrayList<>();
        faults.forEach(fault -> all.add(fault.asText()));
        String joined = String.join("; ", all);
        return joined.length() > LONGEST_FAULT ? joined.substring(0, LONGEST_FAULT) + "..." : joined;
    }

    private static String passed(JsonNode side) {
        return share(side.path("passed"), side.path("failed"));
    }

    private static String share(JsonNode passed, JsonNode failed) {
        return passed.asInt() + " of " + (passed.asInt() + failed.asInt());
    }

    private static String count(JsonNode ids) {
        return Integer.toString(ids.size());
    }

    private static String ms(JsonNode side, String quantile) {
        return Long.toString(side.path("total_us").path(quantile).asLong() / 1_000);
    }

    private static JsonNode cost(JsonNode side, String quantile) {
        return side.path("cost_microdollars_of_a_case").path(quantile);
    }

    private static String plain(JsonNode json, String field) {
        return Table.plain(json.path(field).asText());
    }
}
