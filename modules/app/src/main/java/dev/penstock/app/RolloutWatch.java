package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Looks at a rollout again and again until it is over. */
final class RolloutWatch {
    /** What a process ends with where a rollout was taken back. */
    static final int ROLLED_BACK = 3;

    /** Where somebody ended it, or made another release the current one. */
    static final int ABORTED = 4;

    /** Where it is not over. */
    static final int NOT_OVER = 5;

    /** How often a node may not answer before it is given up. */
    private static final int MOST_SILENT = 30;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "How often it is looked at. Default: ${DEFAULT-VALUE}",
            defaultValue = "1s")
    private String every = "1s";

    @Option(names = "--for", paramLabel = "TIME", description = "How long, like 2h. Default: until it is over")
    private @Nullable String longest;

    /** Refuses wrong usage, before anything is asked of a node. */
    void check(AdminOptions admin) {
        duration(admin, "--every", every);
        if (longest != null) {
            duration(admin, "--for", longest);
        }
    }

    /** Watches one, and returns what the process is to end with. */
    int run(AdminOptions admin, String route, String rollout) {
        Duration pause = duration(admin, "--every", every);
        long end = longest == null
                ? Long.MAX_VALUE
                : System.nanoTime() + duration(admin, "--for", longest).toNanos();
        RolloutScreen screen = new RolloutScreen(admin.out(), admin.isJson());
        String path = RolloutCommand.path(route, rollout);
        int silent = 0;
        while (true) {
            try {
                JsonNode shown = admin.client().get(path).path("rollout");
                silent = 0;
                screen.show(route, shown);
                int exit = exit(shown);
                if (exit != NOT_OVER) {
                    return exit;
                }
            } catch (Failure failure) {
                // The node may be on its way back; what it says about the rollout, it will say again.
                if (++silent >= MOST_SILENT) {
                    throw failure;
                }
            }
            if (System.nanoTime() + pause.toNanos() >= end) {
                return NOT_OVER;
            }
            pause(pause);
        }
    }

    /** What a process ends with by how far a rollout is. */
    static int exit(JsonNode rollout) {
        return switch (rollout.path("phase").asText()) {
            case "completed" -> ExitCode.OK;
            case "rolled_back" -> ROLLED_BACK;
            case "aborted", "superseded" -> ABORTED;
            default -> NOT_OVER;
        };
    }

    private static Duration duration(AdminOptions admin, String option, String text) {
        if (!Durations.isOne(text) || Durations.parse(text).isZero()) {
            throw admin.wrongUsage("Invalid value for option '" + option + "': expected " + Durations.EXPECTED);
        }
        return Durations.parse(text);
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted: the rollout goes on.");
        }
    }
}
