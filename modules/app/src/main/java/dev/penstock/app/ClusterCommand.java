package dev.penstock.app;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock cluster}. */
@Command(
        name = "cluster",
        description = "Run a cluster of real processes on this machine, to see what nodes share and survive.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ClusterUpCommand.class,
            ClusterStatusCommand.class,
            ClusterKillCommand.class,
            ClusterDownCommand.class,
            ClusterOverrideCommand.class,
            ClusterVotersCommand.class,
            ClusterSettleCommand.class
        },
        footer = {
            "",
            "  penstock cluster up          three nodes and simulated providers; prints what to try",
            "  penstock cluster kill 2      node 2 dies as in a power cut (SIGKILL)",
            "  penstock cluster status      the others go on, with the same records",
            "  penstock cluster up          node 2 is back, and learns what it has missed",
            "  penstock cluster down        all stop; what was decided is still there at the next up",
            "",
            "override, voters and settle are for clusters anywhere, over their admin API.",
            "",
            "Node N has the address 127.0.0.N. On macOS these must be made first, but for 127.0.0.1:",
            "  sudo ifconfig lo0 alias 127.0.0.2    and so on",
            "Everything is in one directory, penstock-cluster unless --dir says otherwise. To begin anew,",
            "stop the cluster and delete it."
        })
final class ClusterCommand extends CommandGroup {
    /** {@code --dir}, which all of its commands have. */
    static final class Dir {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "The cluster's directory. Default: ${DEFAULT-VALUE}",
                defaultValue = "penstock-cluster")
        private Path dir = Path.of("penstock-cluster");

        Path path() {
            return dir.toAbsolutePath().normalize();
        }

        /** The cluster that is there. */
        LocalCluster cluster() {
            return LocalCluster.in(path())
                    .orElseThrow(() ->
                            new Failure("There is no cluster in " + path() + ": 'penstock cluster up' makes one."));
        }
    }
}
