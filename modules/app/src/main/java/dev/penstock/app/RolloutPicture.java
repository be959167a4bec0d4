package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a rollout is, at a glance: where it is among its stages, and a bar for each guardrail. */
final class RolloutPicture {
    private static final int BAR = 20;
    private static final double LEAST_CHANCE = 0.0001;

    private final String route;
    private final JsonNode rollout;

    RolloutPicture(String route, JsonNode rollout) {
        this.route = route;
        this.rollout = rollout;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Rollout " + text(rollout, "id") + " of route '" + route + "': " + phase());
        lines.add("  release " + Told.release(rollout.path("release")) + " against "
                + Told.release(rollout.path("baseline")) + ", by policy " + text(rollout, "policy"));
        if (rollout.has("stages")) {
            lines.add("  " + stages());
        }
        if (rollout.has("sentence")) {
            lines.add("  " + text(rollout, "sentence"));
        }
        JsonNode verdict = rollout.path("verdict");
        if (verdict.isObject()) {
            lines.add("");
            guardrails(verdict).forEach(line -> lines.add("  " + line));
            scores(verdict).forEach(line -> lines.add("  " + line));
            lines.add("");
            lines.add("  " + floors(verdict));
            lines.add("  " + sides(verdict));
            latency(verdict, "first_content", "first content").ifPresent(line -> lines.add("  " + line));
            latency(verdict, "total", "whole answer").ifPresent(line -> lines.add("  " + line));
            verdict.path("traces").forEach(trace -> lines.add("  bad: penstock why " + Table.plain(trace.asText())));
        }
        return lines;
    }

    private String phase() {
        String mode = text(rollout, "mode");
        return text(rollout, "phase") + (mode.equals("live") ? "" : " (" + mode + ")");
    }

    private String stages() {
        List<String> stages = new ArrayList<>();
        for (JsonNode stage : rollout.path("stages")) {
            String mark = switch (stage.path("state").asText()) {
                case "done" -> "[x] ";
                case "here" -> "[>] ";
                default -> "[ ] ";
            };
            String gate = stage.path("gate").asText();
            stages.add(mark
                    + text(stage, "name")
                    + (gate.equals("auto") ? "" : stage.path("approved").asBoolean() ? " approved" : " +" + gate));
        }
        return String.join("  ", stages);
    }

    private static List<String> guardrails(JsonNode verdict) {
        Table table = new Table("guardrail", "harm", "proof", "bad", "current", "to go");
        verdict.path("guardrails")
                .forEach(guard -> table.row(
                        guard.path("guardrail"),
                        bar(guard.path("harm")),
                        bar(guard.path("proof")),
                        found(guard, "candidate"),
                        found(guard, "baseline"),
                        guard.path("proven_by").isTextual()
                                ? "proven"
                                : guard.path("expected_ms").isNumber()
                                        ? time(guard.path("expected_ms").asLong())
                                        : "-"));
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().lines().toList();
    }

    /** How many were bad, or the mean of scores. */
    private static String found(JsonNode guard, String side) {
        JsonNode scores = guard.path(side);
        return !scores.isObject()
                ? guard.path(side + "_bad").asText()
                : scores.path("mean").isNumber() ? "mean " + score(scores.path("mean")) : "no scores";
    }

    private static List<String> scores(JsonNode verdict) {
        List<String> lines = new ArrayList<>();
        for (JsonNode guard : verdict.path("guardrails")) {
            if (guard.path("candidate").isObject()) {
                lines.add(
                        text(guard, "guardrail") + ": the mean is " + bounds(guard.path("candidate"), "the candidate's")
                                + ", " + bounds(guard.path("baseline"), "the current release's")
                                + "; proven where it is at most " + text(guard, "margin") + " lower");
            }
        }
        return lines;
    }

    private static String bounds(JsonNode side, String whose) {
        return score(side.path("lower")) + " to " + score(side.path("upper")) + " by " + whose + " "
                + side.path("scores").asLong() + " scores";
    }

    private static String score(JsonNode value) {
        return String.format(Locale.ROOT, "%.3f", value.asDouble());
    }

    private static String bar(JsonNode share) {
        double value = Math.clamp(share.asDouble(), 0, 1);
        int full = (int) (value * BAR);
        // Rounded down: 100 % is what is so, and nothing less.
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + (int) (value * 100) + " %";
    }

    private static String floors(JsonNode verdict) {
        JsonNode floors = verdict.path("floors");
        StringBuilder line = new StringBuilder("this stage: ")
                .append(floors.path("requests").asLong())
                .append(" of ")
                .append(floors.path("requests_needed").asLong())
                .append(" requests, ")
                .append(time(floors.path("time_ms").asLong()))
                .append(" of ")
                .append(time(floors.path("time_needed_ms").asLong()));
        verdict.path("exposure")
                .fields()
                .forEachRemaining(left -> line.append(", ")
                        .append(left.getValue().asLong())
                        .append(' ')
                        .append(Table.plain(left.getKey()))
                        .append(" left"));
        return line.toString();
    }

    private static String sides(JsonNode verdict) {
        return "candidate: " + side(verdict.at("/arms/candidate")) + "; current: " + side(verdict.at("/arms/baseline"));
    }

    private static String side(JsonNode arm) {
        long requests = arm.path("requests").asLong();
        long bad = arm.path("bad").asLong();
        String rate = requests == 0
                ? ""
                : " ("
                        + BigDecimal.valueOf(bad * 100)
                                .divide(BigDecimal.valueOf(requests), 2, RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %)";
        List<String> models = new ArrayList<>();
        arm.path("models").fieldNames().forEachRemaining(model -> models.add(Table.plain(model)));
        return bad + " bad of " + requests + rate + (models.isEmpty() ? "" : ", by " + String.join(", ", models));
    }

    /** Of sides of equal size; nothing where both have too few answers. */
    private static Optional<String> latency(JsonNode verdict, String measure, String words) {
        JsonNode candidate = verdict.at("/arms/candidate").path(measure);
        JsonNode baseline = verdict.at("/arms/baseline").path(measure);
        if (!candidate.path("p50_ms").isNumber() && !baseline.path("p50_ms").isNumber()) {
            return Optional.empty();
        }
        JsonNode slower = verdict.path("slower").path(measure);
        return Optional.of(
                words + ": candidate " + latency(candidate) + "; current " + latency(baseline) + " of as many users"
                        + (slower.isNumber()
                                ? "; chance of this p95 if it were no slower: " + percent(slower.asDouble())
                                : ""));
    }

    private static String latency(JsonNode side) {
        String times = side.path("p50_ms").isNumber()
                ? "p50 " + side.path("p50_ms").asLong() + " ms, p95 "
                        + side.path("p95_ms").asLong() + " ms, "
                : "";
        return times + side.path("answers").asLong() + " answers";
    }

    private static String percent(double chance) {
        return chance < LEAST_CHANCE
                ? "below 0.01 %"
                : BigDecimal.valueOf(chance * 100)
                                .round(new MathContext(2))
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %";
    }

    private static String time(long ms) {
        long seconds = ms / 1_000;
        return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    private static String text(JsonNode node, String field) {
        return Table.plain(node.path(field).asText());
    }
}
