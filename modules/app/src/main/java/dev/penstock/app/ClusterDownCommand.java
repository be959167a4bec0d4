package dev.penstock.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock cluster down}. */
@Command(
        name = "down",
        description = "Stop all of a cluster that 'up' has started. What was decided is kept.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each node takes nothing new and lets what is under way end (limits.stop_grace), as after SIGTERM. One"
                    + " that",
            "has not ended some seconds after that is killed."
        })
final class ClusterDownCommand implements Runnable {
    /** What a process may take besides its grace, and some. */
    private static final Duration CLOSING = NodeProcess.CLOSING.plusSeconds(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterCommand.Dir dir = new ClusterCommand.Dir();

    @Override
    public void run() {
        LocalCluster cluster = dir.cluster();
        PrintWriter out = spec.commandLine().getOut();
        List<CompletableFuture<Void>> stops = cluster.nodes().stream()
                .map(node ->
                        stop(node.process(), node.config().limits().stopGrace().plus(CLOSING), out))
                .toList();
        CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)).join();
        // The nodes need it as long as they have requests under way.
        stop(cluster.sim(), CLOSING, out).join();
        out.println("What was decided, the logs and the keys are kept in " + cluster.dir());
        out.flush();
    }

    private static CompletableFuture<Void> stop(LocalProcess process, Duration limit, PrintWriter out) {
        return process.stop(limit).thenAccept(how -> {
            out.println(process.name() + " " + how);
            out.flush();
        });
    }
}
