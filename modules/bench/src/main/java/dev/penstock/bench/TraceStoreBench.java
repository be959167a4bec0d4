package dev.penstock.bench;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.store.Feedback;
import dev.penstock.trace.store.FoundTrace;
import dev.penstock.trace.store.TracePlace;
import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceReader;
import dev.penstock.trace.store.TraceWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What traces cost: a day of them is written through the node's own writer, then 2,000 a second, then every filter is
 * asked for what is frequent, rare and absent. Run by hand; the README says how.
 */
public final class TraceStoreBench {
    private static final Instant DAY = Instant.parse("2026-11-21T00:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(14);
    private static final int USUAL = 100_000;
    private static final int AHEAD = 1_800;
    private static final int RATE = 2_000;
    private static final int RATE_SECONDS = 20;
    private static final int TIMES = 5;
    /** Within one trace in so many there is what is rare. */
    private static final int RARE = 1_000_000;
    /** Of one trace in so many somebody says something. */
    private static final int SAID_OF = 1_000;
    /** Less than what may wait for an answer. */
    private static final int SAID_AT_ONCE = 32;

    private static final List<Diagnosis.Fault> FAULTS = List.of(Diagnosis.Fault.values());

    private final SplittableRandom random = new SplittableRandom(1);
    private final PrintStream out = System.out;
    private final int count;
    private final TracePlace place;
    private final TraceWriter writer;
    private final TraceReader reader;

    private TraceStoreBench(int count, TracePlace place, TraceWriter writer, TraceReader reader) {
        this.count = count;
        this.place = place;
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * {@code arguments}: where traces are stored, which is a directory, or the URL of a PostgreSQL database and its
     * user, who needs no password; and how many. Where there are some already, these are asked; else they are made. All
     * are left.
     */
    public static void main(String[] arguments) throws Exception {
        boolean database = arguments[0].startsWith("jdbc:");
        TracePlace place = database
                ? new TracePlace.Database(new DatabaseConfig(arguments[0], arguments[1], null), null, RETENTION)
                : new TracePlace.Directory(Path.of(arguments[0]), RETENTION, 16L << 30);
        int behind = database ? 2 : 1;
        int count = arguments.length > behind ? Integer.parseInt(arguments[behind]) : USUAL;
        Instant end = DAY.plus(Duration.ofDays(1));
        try (TraceWriter writer = new TraceWriter(place, () -> end, System::nanoTime);
                TraceReader reader = new TraceReader(writer, () -> end)) {
            TraceStoreBench bench = new TraceStoreBench(count, place, writer, reader);
            if (bench.found(TraceQuery.read(Map.of())).isEmpty()) {
                bench.load();
            }
            if (bench.found(TraceQuery.read(Map.of("feedback", "thumbs"))).isEmpty()) {
                bench.say();
                bench.rate();
            }
            bench.ask();
        }
    }

    private static long writersCpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().equals("penstock-traces"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private void load() throws IOException {
        long begun = System.nanoTime();
        long cpu = writersCpu();
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += take(i, DAY.plusNanos((long) (86_400e9 / count * i)));
            while (i + 1 - writer.stored() > AHEAD) {
                LockSupport.parkNanos(100_000);
            }
        }
        until(count);
        double seconds = (System.nanoTime() - begun) / 1e9;
        out.printf("loaded %,d in %.0f s: %,.0f/s%n", count, seconds, count / seconds);
        out.printf("writer's CPU: %.1f us for a trace%n", (writersCpu() - cpu) / 1e3 / count);
        out.printf("a story: %d bytes%n", bytes / count);
        if (place instanceof TracePlace.Directory directory) {
            out.printf("on disk: %d bytes for a trace%n", size(directory.dir()) / count);
        }
    }

    /** What is rare is said of few. */
    private void say() throws Exception {
        long begun = System.nanoTime();
        List<CompletionStage<TraceReader.Answer<Feedback.Taken>>> waiting = new ArrayList<>();
        int said = 0;
        for (int i = 0; i < count; i += SAID_OF) {
            String kind = said % (RARE / SAID_OF) == 0 ? "label" : "thumbs";
            waiting.add(reader.add(new Feedback(id(i), "1", DAY, kind, 1.0, null, null, null, "shop")));
            said++;
            if (waiting.size() == SAID_AT_ONCE) {
                taken(waiting);
            }
        }
        taken(waiting);
        double seconds = (System.nanoTime() - begun) / 1e9;
        out.printf("feedback on %,d of them in %.0f s: %,.0f/s%n", said, seconds, said / seconds);
    }

    private static void taken(List<CompletionStage<TraceReader.Answer<Feedback.Taken>>> waiting) throws Exception {
        for (CompletionStage<TraceReader.Answer<Feedback.Taken>> each : waiting) {
            TraceReader.Answer<Feedback.Taken> answer =
                    each.toCompletableFuture().get();
            if (!answer.equals(new TraceReader.Answer.Read<>(Feedback.Taken.ADDED))) {
                throw new IllegalStateException(answer.toString());
            }
        }
        waiting.clear();
    }

    private void until(long stored) {
        while (writer.stored() < stored) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long size(Path dir) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private void rate() {
        long cpu = writersCpu();
        long before = writer.stored();
        long begun = System.nanoTime();
        int sent = 0;
        while (sent < RATE * RATE_SECONDS) {
            while (sent < (System.nanoTime() - begun) / 1e9 * RATE) {
                take(count + sent, DAY.plus(Duration.ofDays(1)).plusMillis(sent / 2));
                sent++;
            }
            LockSupport.parkNanos(1_000_000);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        settle();
        out.printf(
                "%,d/s for %.0f s: %,d of %,d stored, the writer took %.1f %% of a core, %.1f us for a trace%n",
                RATE,
                seconds,
                writer.stored() - before,
                sent,
                (writersCpu() - cpu) / 1e7 / seconds,
                (writersCpu() - cpu) / 1e3 / sent);
    }

    /** Until nothing more is stored: on a machine that is busy with other things, passes are left out. */
    private void settle() {
        long last = -1;
        while (writer.stored() > last) {
            last = writer.stored();
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    private int take(int number, Instant at) {
        Trace trace = trace(number, at);
        byte[] json = TraceJson.line(trace);
        writer.take(trace, json);
        return json.length;
    }

    /** The smaller numbers are the more frequent ones. */
    private int few(int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 3));
    }

    /** Looks like a node's own, and follows from the number. */
    private static String id(int number) {
        return "node-a-" + Long.toString(1L << 60 | new SplittableRandom(number).nextLong(1L << 60), 32);
    }

    private static String answer(int number) {
        return "chatcmpl-" + Long.toHexString(new SplittableRandom(number).nextLong());
    }

    private Trace trace(int number, Instant at) {
        boolean rare = number % RARE == RARE / 2;
        int route = few(20);
        boolean failed = random.nextInt(20) == 0;
        Attempt answer = attempt(number, few(10), null, failed ? 4_000_000 : 1_000);
        Attempt bad =
                attempt(number, few(10), rare ? Diagnosis.Fault.MODEL_GONE : FAULTS.get(few(FAULTS.size())), 1_000);
        long total = rare ? 3_600_000_000L : (long) (800_000 * Math.exp(random.nextGaussian()));
        return new Trace(
                id(number),
                at,
                rare ? "rare" : "caller-" + few(200),
                Dialect.OPENAI,
                "/v1/chat/completions",
                "route-" + route,
                "0123456789" + (10 + route) + "ab",
                7,
                "prompt-" + route + "@" + few(9),
                "3f9c0d7e5b1a8f6402e7d94c1b0a5e8d7c6f3b2a190e8d7c6b5a493827160f5e",
                false,
                new RequestFacts(
                        Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()),
                        "session-" + random.nextInt(1 + number / 8),
                        List.of(),
                        Map.of("temperature", "0.2"),
                        List.of()),
                Choices.NONE,
                failed ? List.of(bad, answer) : List.of(answer),
                failed ? Outcome.FALLBACK : Outcome.PASS,
                200,
                null,
                300 + random.nextInt(200),
                total,
                null,
                null);
    }

    private Attempt attempt(int number, int target, @Nullable Diagnosis diagnosis, long startedUs) {
        boolean invalid = diagnosis == Diagnosis.Fault.INVALID_OUTPUT;
        return new Attempt(
                "target-" + target,
                "provider-" + target % 4,
                "model-" + target,
                startedUs,
                startedUs + random.nextInt(100),
                0,
                startedUs + random.nextInt(100_000),
                startedUs + random.nextInt(100_000),
                null,
                startedUs + random.nextInt(1_000_000),
                200,
                diagnosis == null
                        ? null
                        : new AttemptFailure.TimedOut(AttemptFailure.Phase.FIRST_TOKEN, Duration.ofSeconds(5)),
                diagnosis,
                diagnosis == null ? null : "fail_over: to the next target",
                List.of(),
                invalid ? ContractResult.invalid(List.of("schema /total")) : ContractResult.valid(),
                "model-" + target + "-2026-08-01",
                "fp_44709d6fcb",
                FinishReason.STOP,
                new Usage(random.nextInt(4_000), 0, 0, random.nextInt(900), 0),
                random.nextLong(1_000_000, 4_000_000_000L),
                "req_" + Long.toHexString(random.nextLong()),
                answer(number));
    }

    private void ask() throws Exception {
        String morning = DAY.plus(Duration.ofHours(2)).toString();
        String noon = DAY.plus(Duration.ofHours(12)).toString();
        out.printf("%n| filter | found | first ms | median ms | worst ms |%n|---|---|---|---|---|%n");
        ask("nothing", Map.of());
        ask("a time range", Map.of("from", morning, "to", noon));
        String[][] filters = {
            {"route", "route-0", "route-19", "none"},
            {"release", "012345678910ab", "012345678929ab", "none"},
            {"prompt", "prompt-0@0", "prompt-19@8", "none"},
            {"session", "session-7", "session-" + count / 9, "none"},
            {"outcome", "pass", "fallback", "escalate"},
            {"diagnosis", "request_too_large", "model_gone", "outrun"},
            {"target", "target-0", "target-9", "none"},
            {"model", "model-0", "model-9", "none"},
            {"caller", "caller-0", "rare", "none"},
            {"check", "schema /total", "schema /other", "none"},
            {"answer", "", answer(count / 2), "none"},
            {"feedback", "thumbs", "label", "none"},
            {"min_cost", "1", "7999.9", "9000"},
            {"max_cost", "5000", "1.01", "0.5"},
            {"min_ms", "100", "3000000", "4000000"},
            {"max_ms", "5000", "5", "0.001"}
        };
        for (String[] filter : filters) {
            String[] how = {"", "frequent", "rare", "absent"};
            for (int i = 1; i < filter.length; i++) {
                if (!filter[i].isEmpty()) {
                    ask(filter[0] + ", " + how[i], Map.of(filter[0], filter[i]));
                    ask(
                            filter[0] + ", " + how[i] + ", in a time range",
                            Map.of(filter[0], filter[i], "from", morning, "to", noon));
                }
            }
        }
        ask("two that never meet", Map.of("route", "route-0", "prompt", "prompt-1"));
        ask("four at once", Map.of("route", "route-1", "target", "target-0", "outcome", "fallback", "min_ms", "2000"));
    }

    private List<FoundTrace> found(TraceQuery query) throws Exception {
        return switch (reader.query(query).toCompletableFuture().get()) {
            case TraceReader.Answer.Read<List<FoundTrace>>(var page) -> page;
            case TraceReader.Answer.NotRead<List<FoundTrace>>(String why) -> throw new IllegalStateException(why);
        };
    }

    private void ask(String what, Map<String, String> parameters) throws Exception {
        TraceQuery query = TraceQuery.read(new TreeMap<>(parameters));
        double[] ms = new double[TIMES];
        int found = 0;
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            found = found(query).size();
            ms[i] = (System.nanoTime() - begun) / 1e6;
        }
        double first = ms[0];
        Arrays.sort(ms);
        out.printf("| %s | %d | %.1f | %.1f | %.1f |%n", what, found, first, ms[TIMES / 2], ms[TIMES - 1]);
    }
}
