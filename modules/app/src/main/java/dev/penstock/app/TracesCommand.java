package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
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
        subcommands = TracesExportCommand.class,
        footer = {
            "",
            "  penstock traces --outcome fallback --route support",
            "  penstock traces --rollout ID --arm candidate",
            "  penstock traces --diagnosis overloaded --from 2026-11-21T10:00:00Z",
            "  penstock traces --follow"
        })
final class TracesCommand implements Runnable {
    private static final long LOOK_NANOS = 1_000_000_000;
    /** A request is listed by when it came in, and once it is over: what is looked at again. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private static final int REMEMBERED = 10_000;
    /** In one page. */
    private static final int MOST = 500;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private TraceFilterOptions chosen = new TraceFilterOptions();

    @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 500. Default: 50")
    private @Nullable String limit;

    @Option(names = "--after", paramLabel = "NEXT", description = "Only those behind a page.")
    private @Nullable String after;

    @Option(names = "--follow", description = "Go on with those that end from now on, until it is stopped.")
    private boolean follow;

    @Override
    public void run() {
        Map<String, @Nullable String> filter = chosen.filter();
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

    private JsonNode ask(Map<String, @Nullable String> filter) {
        return admin.client().get(TraceFilterOptions.path(filter));
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
            if (!chosen.hasBegin() && newest.isAfter(Instant.EPOCH)) {
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
