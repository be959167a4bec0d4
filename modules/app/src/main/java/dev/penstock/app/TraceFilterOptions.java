package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which traces are wanted. */
final class TraceFilterOptions {
    @Option(names = "--route", paramLabel = "ROUTE", description = "Of a route.")
    private @Nullable String route;

    @Option(names = "--release", paramLabel = "RELEASE", description = "Served by a release.")
    private @Nullable String release;

    @Option(names = "--prompt", paramLabel = "NAME[@VERSION]", description = "With a prompt.")
    private @Nullable String prompt;

    @Option(names = "--session", paramLabel = "SESSION", description = "Of a session.")
    private @Nullable String session;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "pass, retry, fallback, refuse, failed, ...")
    private @Nullable String outcome;

    @Option(names = "--diagnosis", paramLabel = "CLASS", description = "With an attempt that failed so.")
    private @Nullable String diagnosis;

    @Option(names = "--target", paramLabel = "TARGET", description = "With an attempt at a target.")
    private @Nullable String target;

    @Option(names = "--model", paramLabel = "MODEL", description = "With an attempt at a model.")
    private @Nullable String model;

    @Option(names = "--caller", paramLabel = "NAME", description = "Of a caller, by its key's name.")
    private @Nullable String caller;

    @Option(names = "--check", paramLabel = "CHECK", description = "With an answer that failed a check.")
    private @Nullable String check;

    @Option(names = "--answer", paramLabel = "ID", description = "With an answer that calls itself so.")
    private @Nullable String answer;

    @Option(names = "--rollout", paramLabel = "ID", description = "That count in a rollout.")
    private @Nullable String rollout;

    @Option(names = "--arm", paramLabel = "ARM", description = "On a side of a split: candidate or baseline.")
    private @Nullable String arm;

    @Option(names = "--feedback", paramLabel = "KIND", description = "With feedback: thumb, score, label, ...")
    private @Nullable String feedback;

    @Option(names = "--from", paramLabel = "TIME", description = "From a time on, like 2026-11-21T10:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before a time.")
    private @Nullable String to;

    @Option(names = "--min-cost", paramLabel = "N", description = "From so many microdollars on.")
    private @Nullable String minCost;

    @Option(names = "--max-cost", paramLabel = "N", description = "Up to so many microdollars.")
    private @Nullable String maxCost;

    @Option(names = "--min-ms", paramLabel = "N", description = "That took so many milliseconds or more.")
    private @Nullable String minMs;

    @Option(names = "--max-ms", paramLabel = "N", description = "That took so many milliseconds or less.")
    private @Nullable String maxMs;

    /** The parameters of a query, those that were not given being null. */
    Map<String, @Nullable String> filter() {
        Map<String, @Nullable String> filter = new LinkedHashMap<>();
        filter.put("route", route);
        filter.put("release", release);
        filter.put("prompt", prompt);
        filter.put("session", session);
        filter.put("outcome", outcome);
        filter.put("diagnosis", diagnosis);
        filter.put("target", target);
        filter.put("model", model);
        filter.put("caller", caller);
        filter.put("check", check);
        filter.put("answer", answer);
        filter.put("rollout", rollout);
        filter.put("arm", arm);
        filter.put("feedback", feedback);
        filter.put("from", from);
        filter.put("to", to);
        filter.put("min_cost", minCost);
        filter.put("max_cost", maxCost);
        filter.put("min_ms", minMs);
        filter.put("max_ms", maxMs);
        return filter;
    }

    /** Whether it is said from when on. */
    boolean hasBegin() {
        return from != null;
    }

    /** Where the traces of a query are. */
    static String path(Map<String, @Nullable String> parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach((name, value) -> {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, UTF_8));
            }
        });
        return "/admin/v1/traces" + query;
    }
}
