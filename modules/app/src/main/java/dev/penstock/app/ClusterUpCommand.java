package dev.penstock.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock cluster up}. */
@Command(
        name = "up",
        description = "Start a cluster, or what is missing of one, and wait until all of it is ready.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The first time, it writes one configuration for each node (DIR/node-N), and makes a key for applications",
            "and a token for operators (DIR/keys, for your eyes only). Later, all of these are used as they are:",
            "change a node's files, 'cluster down', 'cluster up'.",
            "",
            "Processes go on when this command ends. Each has in its directory:",
            "  data/            what was decided, kept between runs",
            "  requests.jsonl   a line for each request",
            "  errors.txt       what the node itself says",
            "",
            "Exit code: 0 once all are ready, 1 if one is not."
        })
final class ClusterUpCommand implements Runnable {
    private static final int DEFAULT_NODES = 3;
    private static final int DEFAULT_PORT = 8_080;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterCommand.Dir dir = new ClusterCommand.Dir();

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes, 1 to 5. Default: 3")
    private @Nullable Integer nodes;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = {
                "The data plane's port on every address. Default: 8080. The others move with it: admin 8081, operations"
                        + " 8082, members 5701 and 5702, simulated providers 9000."
            })
    private @Nullable Integer port;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        LocalCluster cluster = LocalCluster.in(dir.path()).map(this::asItIs).orElseGet(this::made);
        List<LocalProcess> starting = new ArrayList<>();
        start(cluster.sim(), cluster.simArguments(), starting, out);
        for (LocalCluster.Node node : cluster.nodes()) {
            start(node.process(), List.of("serve", "--config", node.dir().toString()), starting, out);
        }
        awaitReady(cluster, starting, out);
        out.print(cluster.greeting());
        out.flush();
    }

    private LocalCluster made() {
        return LocalCluster.make(
                dir.path(),
                Objects.requireNonNullElse(nodes, DEFAULT_NODES),
                Objects.requireNonNullElse(port, DEFAULT_PORT));
    }

    private LocalCluster asItIs(LocalCluster there) {
        if (nodes != null && nodes != there.nodes().size()) {
            throw other("--nodes is " + nodes, "of " + there.nodes().size() + " nodes");
        }
        int theirs = there.nodes().getFirst().config().data().port();
        if (port != null && port != theirs) {
            throw other("--port is " + port, "on port " + theirs);
        }
        return there;
    }

    private Failure other(String said, String there) {
        return new Failure(said + ", but the cluster in " + dir.path() + " is " + there
                + ": leave that out, name another --dir, or delete the directory after 'penstock cluster down'.");
    }

    private static void start(
            LocalProcess process, List<String> arguments, List<LocalProcess> starting, PrintWriter out) {
        if (process.running().isPresent()) {
            out.println(process.name() + " runs already");
        } else {
            out.println(process.name() + " is started as process "
                    + process.start(arguments).pid());
            starting.add(process);
        }
        out.flush();
    }

    private static void awaitReady(LocalCluster cluster, List<LocalProcess> starting, PrintWriter out) {
        long begun = System.nanoTime();
        List<LocalCluster.Node> waiting = new ArrayList<>(cluster.nodes());
        while (!waiting.isEmpty()) {
            for (LocalProcess process : starting) {
                if (process.running().isEmpty()) {
                    throw new Failure(process.name() + " has ended:\n\n" + process.lastWords() + "\nAll of it is in "
                            + process.errors() + ". The others still run: 'penstock cluster down' stops them.");
                }
            }
            long ms = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            waiting.removeIf(node -> {
                boolean ready = node.probe().isReady();
                if (ready) {
                    out.printf("%s is ready after %.1f s%n", node.name(), ms / 1_000.0);
                    out.flush();
                }
                return ready;
            });
            if (ms > LIMIT.toMillis()) {
                Path errors = waiting.getFirst().process().errors();
                throw new Failure(waiting.getFirst().name() + " is not ready after " + LIMIT.toSeconds()
                        + " s. What it says is in " + errors + ".");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }
}
