package dev.penstock.app;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock cluster kill}. */
@Command(
        name = "kill",
        description = "End one node at once, as a power cut would (SIGKILL): to see that the others go on.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Nothing that was answered is lost with it. 'penstock cluster up' brings it back.",
            "To stop traffic instead of a node, there is the kill switch: PUT /admin/v1/kills/{scope}/{key}."
        })
final class ClusterKillCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterCommand.Dir dir = new ClusterCommand.Dir();

    @Parameters(paramLabel = "N", description = "The node's number, from 1.")
    private int number;

    @Override
    public void run() {
        LocalCluster.Node node = dir.cluster().node(number);
        ProcessHandle process = node.process()
                .running()
                .orElseThrow(() -> new Failure(node.name() + " does not run: nothing was killed."));
        process.destroyForcibly();
        process.onExit().join();
        PrintWriter out = spec.commandLine().getOut();
        out.println(node.name() + ", process " + process.pid() + ", was killed. What the others say of it: penstock"
                + " cluster status. Back with it: penstock cluster up");
        out.flush();
    }
}
