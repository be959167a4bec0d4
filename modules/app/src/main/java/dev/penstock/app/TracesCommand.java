package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock traces}. */
@Command(
        name = "traces",
        description = "List requests that are over, the newest first: on all nodes, as far as their traces are kept.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  penstock traces --outcome fallback --route support",
            "  penstock traces --diagnosis overloaded --from 2026-11-21T10:00:00Z",
            "  penstock traces --follow"
        })
final class TracesCommand implements Runnable {
    private static final String PATH = "/admin/v1/traces";
    private static final long LOOK_NANOS = 1_000_000_000;
    /** A request is listed by when it came in, and once it is over: what is looked at again. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private static final int REMEMBERED = 10_000;
    /** In one page. */
    private static final int MOST = 500;

    @Mixin
    private AdminOptions admin = new AdminOptions();

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

    @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 500. Default: 50")
    private @Nullable String limit;

    @Option(names = "--after", paramLabel = "NEXT", description = "Only those behind a page.")
    private @Nullable String after;

    @Option(names = "--follow", description = "Go on with those that end from now on, until it is stopped.")
    private boolean follow;

    @Override
    public void run() {
        Map<String, @Nullable String> filter = filter();
        if (follow) {
            follow(filter);
            return;
        }
        filter.put("limit", limit);
        filter.put("after", after);
        JsonNode page = ask(filter);
        admin.show(page, out -> {
            Table table = table();
            page.path("traces").forEach(trace -> row(table, trace));
            if (table.isEmpty()) {
                out.println("There is no such trace.");
            } else {
                table.print(out);
            }
            if (page.path("next").isTextual()) {
                out.println("More: --after " + Table.plain(page.path("next").asText()));
            }
            if (page.path("unreadable").asInt() > 0) {
                out.println(page.path("unreadable").asInt() + " cannot be read and are left out.");
            }
            if (!page.path("silent").isEmpty()) {
                out.println("Missing are those of " + Told.list(page.path("silent")) + ".");
            }
        });
    }

    private Map<String, @Nullable String> filter() {
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
        filter.put("feedback", feedback);
        filter.put("from", from);
        filter.put("to", to);
        filter.put("min_cost", minCost);
        filter.put("max_cost", maxCost);
        filter.put("min_ms", minMs);
        filter.put("max_ms", maxMs);
        return filter;
    }

    private JsonNode ask(Map<String, @Nullable String> filter) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        filter.forEach((name, value) -> {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, UTF_8));
            }
        });
        return admin.client().get(PATH + query);
    }

    private void follow(Map<String, @Nullable String> filter) {
        filter.put("limit", Integer.toString(MOST));
        SequencedSet<String> seen = new LinkedHashSet<>();
        ask(filter).path("traces").forEach(trace -> seen.add(trace.path("trace").asText()));
        Instant newest = Instant.EPOCH;
        while (!Thread.currentThread().isInterrupted()) {
            List<JsonNode> fresh = new ArrayList<>();
            for (JsonNode trace : ask(filter).path("traces")) {
                Instant at = Instant.parse(trace.path("at").asText());
                newest = at.isAfter(newest) ? at : newest;
                if (seen.add(trace.path("trace").asText())) {
                    fresh.addFirst(trace);
                }
            }
            fresh.forEach(this::tell);
            if (fresh.size() == MOST) {
                admin.err()
                        .println("Some are left out: more than " + MOST
                                + " came at once. Choose fewer, as with --outcome.");
                admin.err().flush();
            }
            while (seen.size() > REMEMBERED) {
                seen.removeFirst();
            }
            if (from == null && newest.isAfter(Instant.EPOCH)) {
                filter.put("from", newest.minus(LATE).toString());
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** A line for each: as JSON, or as a person reads it. */
    private void tell(JsonNode trace) {
        admin.tell(
                admin.isJson()
                        ? trace.toString()
                        : String.join(
                                "  ",
                                Table.plain(trace.path("at").asText()),
                                Table.plain(trace.path("trace").asText()),
                                Table.plain(trace.path("route").asText("-")),
                                Table.plain(trace.path("outcome").asText()),
                                Table.plain(trace.path("status").asText()),
                                Told.list(trace.path("targets")),
                                Told.list(trace.path("diagnoses")),
                                ms(trace)));
    }

    private static Table table() {
        return new Table("at", "trace", "route", "caller", "outcome", "status", "targets", "diagnoses", "cost", "time");
    }

    private static void row(Table table, JsonNode trace) {
        table.row(
                trace.path("at"),
                trace.path("trace"),
                trace.path("route"),
                trace.path("caller"),
                trace.path("outcome"),
                trace.path("status"),
                Told.list(trace.path("targets")),
                Told.list(trace.path("diagnoses")),
                trace.path("cost_microdollars"),
                ms(trace));
    }

    private static String ms(JsonNode trace) {
        return trace.path("total_us").asLong() / 1_000 + " ms";
    }
}
