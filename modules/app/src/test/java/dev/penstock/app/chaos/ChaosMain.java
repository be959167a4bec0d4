package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Storm.Result;
import dev.penstock.testkit.cluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first process in namespaces of its own, which {@link Namespace} starts: with it, all that it has started ends. It
 * ends with whoever started it, for that one holds its standard input open.
 *
 * <p>{@code storm SEED NODES SECONDS DIR} runs a schedule and says what is wrong; {@code recovery NODES KILLS DIR}
 * measures faults of these nodes of five, separated by commas, and so many kills.
 */
public final class ChaosMain {
    /** What was to be seen was not so. */
    static final int VIOLATED = 3;

    private static final int SHOWN = 20;

    private ChaosMain() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(ChaosMain::endWithTheParent);
        int exit;
        try {
            exit = switch (args[0]) {
                case "storm" ->
                    storm(
                            Schedule.of(
                                    Long.parseLong(args[1]),
                                    Integer.parseInt(args[2]),
                                    Duration.ofSeconds(Integer.parseInt(args[3]))),
                            Path.of(args[4]));
                case "recovery" -> recovery(List.of(args[1].split(",")), Integer.parseInt(args[2]), Path.of(args[3]));
                default -> throw new IllegalArgumentException("expected storm or recovery, not " + args[0]);
            };
        } catch (RuntimeException | AssertionError e) {
            e.printStackTrace();
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }

    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // Then it is gone, too.
        }
        Runtime.getRuntime().halt(1);
    }

    private static int storm(Schedule schedule, Path dir) {
        Site site = new Site(schedule.nodes(), dir);
        Result result = new Storm(schedule, site).run();
        System.out.println("seed " + schedule.seed() + ", " + schedule.nodes().size() + " nodes: " + result.story());
        write(dir.resolve("history.txt"), result.history());
        if (result.violations().isEmpty()) {
            return 0;
        }
        System.out.println(schedule);
        System.out.println(result.violations().size() + " violations, the first of them:");
        result.violations().stream().limit(SHOWN).forEach(violation -> System.out.println("- " + violation));
        System.out.println("faults and writes: " + dir.resolve("history.txt"));
        for (Member member : site.members()) {
            System.out.println("log of " + member.name() + ": " + member.dir().resolve("errors.txt"));
        }
        return VIOLATED;
    }

    private static int recovery(List<String> victims, int kills, Path dir) {
        Site site = new Site(Schedule.names(5), dir);
        site.startAll();
        System.out.println(new KillSpread(site).table(kills));
        System.out.println(new Recovery(site).table(victims));
        return 0;
    }

    private static void write(Path file, History history) {
        Stream<String> faults = history.faults().all().stream()
                .map(struck -> "%.3f s to %.3f s: %s"
                        .formatted(struck.begunUs() / 1e6, struck.endedUs() / 1e6, struck.fault()));
        Stream<String> writes = history.writes().stream().map(Write::toString);
        try {
            Files.write(file, Stream.concat(faults, writes).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
