package dev.penstock.app;

import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.config.Mistake;
import dev.penstock.config.Note;
import dev.penstock.config.Report;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Provider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster on this machine, as it is laid out in a directory: a node in each of {@code node-1}, {@code node-2} and so
 * on, the simulated providers in {@code sim}, and the keys.
 */
record LocalCluster(Path dir, List<Node> nodes, ClusterKeys keys) {
    static final int MOST_NODES = 5;

    /** One node: its number, and what its files say. */
    record Node(int number, Path dir, NodeConfig config) {
        String name() {
            return config.node();
        }

        boolean isVoter() {
            return config.cluster() != null && config.cluster().voters().contains(name());
        }

        LocalProcess process() {
            return new LocalProcess(name(), dir);
        }

        NodeProbe probe() {
            return new NodeProbe(config);
        }
    }

    /** The cluster of a directory, if there is one. */
    static Optional<LocalCluster> in(Path dir) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; Files.isDirectory(nodeDir(dir, i)); i++) {
            nodes.add(new Node(i, nodeDir(dir, i), load(nodeDir(dir, i))));
        }
        return nodes.isEmpty() ? Optional.empty() : Optional.of(new LocalCluster(dir, nodes, ClusterKeys.read(dir)));
    }

    /** Makes one. */
    static LocalCluster make(Path dir, int nodes, int port) {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new Failure("--nodes is " + nodes + ", expected 1 to " + MOST_NODES + ".");
        }
        ClusterFiles files = new ClusterFiles(nodes, port);
        ClusterKeys keys = ClusterKeys.make(dir);
        for (int i = 1; i <= nodes; i++) {
            files.write(nodeDir(dir, i), i, keys);
        }
        return in(dir).orElseThrow();
    }

    private static Path nodeDir(Path dir, int number) {
        return dir.resolve("node-" + number);
    }

    private static NodeConfig load(Path dir) {
        return switch (ConfigLoader.load(dir, System::getenv)) {
            case Loaded.Good(NodeConfig config, List<Note> _) -> config;
            case Loaded.Bad(List<Mistake> mistakes) ->
                throw new Failure("The configuration in " + dir + " cannot be used:\n\n" + Report.mistakes(mistakes));
        };
    }

    Node node(int number) {
        return nodes.stream()
                .filter(node -> node.number() == number)
                .findFirst()
                .orElseThrow(() -> new Failure(
                        "There is no node " + number + ", expected a number from 1 to " + nodes.size() + "."));
    }

    LocalProcess sim() {
        return new LocalProcess("sim", dir.resolve("sim"));
    }

    /** How the simulated providers are started where the nodes look for them. */
    List<String> simArguments() {
        URI url = nodes.getFirst().config().providers().values().stream()
                .map(Provider::baseUrl)
                .findFirst()
                .orElseThrow(() ->
                        new Failure("No provider is left in " + nodes.getFirst().dir() + "."));
        return List.of("sim", "--host", url.getHost(), "--port", Integer.toString(url.getPort()));
    }

    /** What there is, and what to try. */
    String greeting() {
        Node first = nodes.getFirst();
        Node last = nodes.getLast();
        Node second = nodes.get(Math.min(1, nodes.size() - 1));
        StringBuilder text =
                new StringBuilder("\nThe cluster is ready, with simulated providers (no real model is asked).\n\n");
        for (Node node : nodes) {
            text.append("  %-8s applications http://%s/v1   operators http://%s   health, metrics http://%s%n"
                    .formatted(
                            node.name(),
                            node.config().data(),
                            node.config().admin(),
                            node.config().operations()));
        }
        return text
                + """

                  key for applications  %1$s
                  token for operators   %2$s
                  both are in %3$s; for the commands below: . %3$s

                1. A chat on %4$s:
                   curl http://%5$s/v1/chat/completions -H "Authorization: Bearer $PENSTOCK_KEY" -H 'Content-Type: application/json' -d '{"model":"assistant","messages":[{"role":"user","content":"Hello"}]}'

                2. Stop the route everywhere, on %6$s; the answer says where it is in effect, after how many milliseconds:
                   penstock kill route assistant --reason 'to see it' --admin http://%7$s

                3. See it on %8$s, and lift it there; a majority of the nodes must agree:
                   penstock kills --admin http://%9$s
                   penstock lift route assistant --reason 'seen' --admin http://%9$s

                4. Lose a node, look, and bring it back:
                   penstock cluster kill %10$d; penstock cluster status; penstock cluster up

                penstock cluster down stops all; what was decided is kept in %11$s.
                """.formatted(
                                keys.key(),
                                keys.token(),
                                ClusterKeys.file(dir),
                                first.name(),
                                first.config().data(),
                                second.name(),
                                second.config().admin(),
                                last.name(),
                                last.config().admin(),
                                second.number(),
                                dir);
    }
}
