package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock rollout watch ROUTE}. */
@Command(
        name = "watch",
        description = "Show how far a rollout is until it is over: how near to harm and to proof each guardrail is.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "In a terminal the picture is drawn anew each second; elsewhere there is a line for each thing that"
                    + " happens.",
            "",
            RolloutWatchCommand.EXIT,
            "",
            "  penstock rollout watch support",
            "  penstock rollout watch support --once",
            "  penstock rollout watch support --for 2h || echo 'not on all traffic'"
        })
final class RolloutWatchCommand implements Callable<Integer> {
    /** What exit codes mean. */
    static final String EXIT =
            "Exit code once it is over: 0 completed, 3 rolled back, 4 aborted or superseded; 5 not over in time.";

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private RolloutWatch watch = new RolloutWatch();

    @Mixin
    private RolloutCommand.Which which = new RolloutCommand.Which();

    @Option(names = "--once", description = "Show it once; exit code 0 also where it is not over.")
    private boolean once;

    @Override
    public Integer call() {
        watch.check(admin);
        JsonNode answer = admin.client().get(RolloutCommand.path(which.route(), which.rollout()));
        JsonNode rollout = answer.path("rollout");
        if (!once) {
            // By its id: another may start before this one's end is seen.
            return watch.run(admin, which.route(), rollout.path("id").asText());
        }
        admin.show(
                answer,
                out -> new RolloutPicture(which.route(), rollout).lines().forEach(out::println));
        int exit = RolloutWatch.exit(rollout);
        return exit == RolloutWatch.NOT_OVER ? ExitCode.OK : exit;
    }
}
