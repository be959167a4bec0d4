package dev.penstock.app;

import dev.penstock.sim.LoggedAttempt;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What became of the requests of a run, by the class of their first attempt's fault. Not for two threads. */
final class RecoveryReport {
    /** How a request ended for its caller. */
    enum End {
        /** With exactly what the model says. */
        RIGHT,
        /** With an error that cannot be taken for an answer. */
        TOLD,
        /** With something that looks like an answer and is none. */
        WRONG
    }

    private static final class Count {
        private int injected;
        private int right;
        private int wrong;
        private final List<Long> nanos = new ArrayList<>();
    }

    private final RecoveryRun run;
    private final Map<FaultClass, Count> whole = new EnumMap<>(FaultClass.class);
    private final Map<FaultClass, Count> streamed = new EnumMap<>(FaultClass.class);
    private final List<Long> undisturbed = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private int requests;
    private int attempts;
    private int wrong;
    private int untried;

    RecoveryReport(RecoveryRun run) {
        this.run = run;
    }

    void add(boolean stream, List<LoggedAttempt> made, End end, long nanos) {
        requests++;
        attempts += made.size();
        wrong += end == End.WRONG ? 1 : 0;
        if (made.isEmpty()) {
            untried++;
            return;
        }
        String fault = made.getFirst().fault();
        if (fault == null) {
            undisturbed.add(nanos);
        } else {
            Count count = (stream ? streamed : whole).computeIfAbsent(FaultClass.of(fault), _ -> new Count());
            count.injected++;
            count.right += end == End.RIGHT ? 1 : 0;
            count.wrong += end == End.WRONG ? 1 : 0;
            count.nanos.add(nanos);
        }
        if (end != End.RIGHT) {
            lost.add("%s, %s: %s"
                    .formatted(
                            end,
                            stream ? "streamed" : "whole",
                            made.stream()
                                    .map(attempt -> attempt.model() + " " + attempt.fault() + " " + attempt.how())
                                    .toList()));
        }
    }

    /** Requests for which nobody was asked: all targets were left alone. */
    int untried() {
        return untried;
    }

    int wrong() {
        return wrong;
    }

    /** Of all requests, those whose callers got exactly what the model says. */
    double shareRight() {
        return 1 - (double) (lost.size() + untried) / requests;
    }

    double attemptsPerRequest() {
        return (double) attempts / requests;
    }

    int injected(FaultClass one, boolean stream) {
        return count(one, stream).injected;
    }

    int right(FaultClass one, boolean stream) {
        return count(one, stream).right;
    }

    /** The requests that did not end with a right answer, and what was tried for them. */
    List<String> lost() {
        return lost;
    }

    /** A row for each class, with denominators; times are those above the median of what was not disturbed. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append("%d requests, %d targets, midstream %s, %d x the rates: %.3f attempts per request, %d wrong%n"
                .formatted(requests, run.targets(), run.mode().word(), run.times(), attemptsPerRequest(), wrong));
        table.append(
                "| fault of the first attempt | whole: recovered of injected | streamed | wrong | added p50 | p99 |\n");
        table.append("|---|---|---|---|---|---|\n");
        for (FaultClass one : FaultClass.values()) {
            Count of = count(one, false);
            Count ofStreams = count(one, true);
            long[] added = added(of, ofStreams);
            table.append("| %s | %d of %d | %d of %d | %d | %d ms | %d ms |%n"
                    .formatted(
                            one.word(),
                            of.right,
                            of.injected,
                            ofStreams.right,
                            ofStreams.injected,
                            of.wrong + ofStreams.wrong,
                            at(added, 0.5) / 1_000_000,
                            at(added, 0.99) / 1_000_000));
        }
        return table.toString();
    }

    private long[] added(Count one, Count other) {
        long usual = at(undisturbed.stream().mapToLong(Long::longValue).sorted().toArray(), 0.5);
        return Stream.of(one, other)
                .flatMap(count -> count.nanos.stream())
                .mapToLong(nanos -> Math.max(0, nanos - usual))
                .sorted()
                .toArray();
    }

    private Count count(FaultClass one, boolean stream) {
        return (stream ? streamed : whole).getOrDefault(one, new Count());
    }

    /** Zero of nothing. */
    private static long at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
