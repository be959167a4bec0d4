package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Choices;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.Traces;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes. */
class CrashTest {
    private static final Duration LOST_AT_MOST = Duration.ofSeconds(1);

    private record Taken(String id, long nanos) {}

    /** Takes traces, and says so, until it is killed. */
    static final class Writing {
        private Writing() {}

        public static void main(String[] arguments) {
            TraceWriter writer =
                    new TraceWriter(place(Path.of(arguments[0])), InstantSource.system(), System::nanoTime);
            for (int i = 0; ; i++) {
                Trace trace = Traces.of(
                        "node-" + i,
                        Samples.NOON.plusMillis(i),
                        "shop",
                        "r",
                        "p@1",
                        Outcome.FAILED,
                        List.of(),
                        1_000,
                        Choices.NONE);
                writer.take(trace, TraceJson.line(trace));
                System.out.println(trace.id());
                System.out.flush();
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static TracePlace place(Path dir) {
        return new TracePlace.Directory(dir, Duration.ofDays(14), 1L << 30);
    }

    @Test
    @Timeout(60)
    void atMostTheLastSecondIsLostAndTheNextStartGoesOn(@TempDir Path dir) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writing.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Taken> taken = new ArrayList<>();
        long begun = 0;
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String id = lines.readLine(); id != null; id = lines.readLine()) {
                taken.add(new Taken(id, System.nanoTime()));
                begun = taken.getFirst().nanos();
                if (System.nanoTime() - begun > Duration.ofSeconds(4).toNanos()) {
                    break;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        long lostFrom = System.nanoTime() - LOST_AT_MOST.toNanos();

        try (TraceStore store = TracePlace.open(place(dir), InstantSource.system(), new Complaints())) {
            List<Taken> old =
                    taken.stream().filter(each -> each.nanos() < lostFrom).toList();
            assertThat(old).hasSizeGreaterThan(100);
            old.forEach(each -> assertThat(store.find(each.id())).as(each.id()).isPresent());
            store.add(List.of(Samples.stored(Samples.trace(new SplittableRandom(1), 1_000_000, Samples.NOON))));
            assertThat(store.find("node-1000000")).isPresent();
        }
    }
}
