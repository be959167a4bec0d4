package dev.penstock.app;

import dev.penstock.config.ReleaseFiles;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The configuration of the nodes of a local cluster: the demo's routes and targets, and how nodes find each other. */
final class ClusterFiles {
    private static final int MEMBERS_BELOW = 8_080 - 5_701;
    private static final int SIM_ABOVE = 9_000 - 8_080;
    private static final int HIGHEST = 65_535 - SIM_ABOVE;

    private final int nodes;
    private final int port;

    /** {@code port} is the data plane's on every address. */
    ClusterFiles(int nodes, int port) {
        if (port <= MEMBERS_BELOW || port > HIGHEST) {
            throw new Failure("--port is " + port + ", expected " + (MEMBERS_BELOW + 1) + " to " + HIGHEST + ".");
        }
        this.nodes = nodes;
        this.port = port;
    }

    /** Writes those of one node. */
    void write(Path dir, int number, ClusterKeys keys) {
        NodeConfig demo =
                Demo.config(port, port + SIM_ABOVE, KeyCommand.hash(keys.key()), KeyCommand.hash(keys.token()));
        List<ReleaseContent> releases = demo.routes().values().stream()
                .map(route -> ReleaseContent.of(demo, route))
                .toList();
        try {
            for (Map.Entry<String, String> file : ReleaseFiles.files(releases).entrySet()) {
                Path path = dir.resolve(file.getKey());
                Files.createDirectories(path.resolveSibling("."));
                Files.writeString(path, file.getValue());
            }
            Files.writeString(dir.resolve("sim-key"), "sim-key\n");
            OwnersFile.write(dir.resolve("cluster.key"), keys.cluster() + "\n");
            Files.writeString(dir.resolve("penstock.yaml"), node(number, keys));
        } catch (IOException e) {
            throw new Failure("The configuration of node " + number + " cannot be written: " + e + ".");
        }
    }

    private String node(int number, ClusterKeys keys) {
        String host = host(number);
        int sim = port + SIM_ABOVE;
        return """
            # Written by 'penstock cluster up', once: change it as you like, then 'penstock cluster down' and 'up'.

            node: %s

            listen:
              data: %s:%d
              admin: %s:%d
              operations: %s:%d

            cluster:
              name: local
              bind: %s:%d
              join: [%s]
              voters: [%s]
              keys: ["${file:cluster.key}"]

            data_dir: data

            admin:
              token_hash: "%s"

            keys:
              - name: demo-app
                hash: "%s"

            providers:
              sim-openai:
                dialect: openai
                base_url: http://127.0.0.1:%d/v1
                credential: "${file:sim-key}"
              sim-anthropic:
                dialect: anthropic
                base_url: http://127.0.0.1:%d/v1
                credential: "${file:sim-key}"

            targets:
              small:
                provider: sim-openai
                model: sim-small
                context_window: 128000
                price: {input: 0.15, cached_input: 0.075, cache_write: 0.15, output: 0.60, source: made up for the demo}
              large:
                provider: sim-anthropic
                model: sim-large
                context_window: 128000
                prefill: true
                json_schema: true
                price: {input: 3, cached_input: 0.30, cache_write: 3.75, output: 15, source: made up for the demo}
              broken:
                provider: sim-openai
                model: "sim-small!overloaded"
                context_window: 128000
                price: {input: 0.15, cached_input: 0.075, cache_write: 0.15, output: 0.60, source: made up for the demo}
              cutting:
                provider: sim-openai
                model: "sim-small!cut-stream@6"
                context_window: 128000
                price: {input: 0.15, cached_input: 0.075, cache_write: 0.15, output: 0.60, source: made up for the demo}
              strict:
                provider: sim-openai
                model: "sim-small!unsupported-parameter"
                context_window: 128000
                price: {input: 0.15, cached_input: 0.075, cache_write: 0.15, output: 0.60, source: made up for the demo}
              chatty:
                provider: sim-openai
                model: "sim-small!fenced-json"
                context_window: 128000
                prefill: true
                json_schema: true
                price: {input: 0.15, cached_input: 0.075, cache_write: 0.15, output: 0.60, source: made up for the demo}
            """.formatted(
                        name(number),
                        host,
                        port,
                        host,
                        port + 1,
                        host,
                        port + 2,
                        host,
                        members(),
                        list(nodes, i -> host(i) + ":" + members()),
                        list(voters(), ClusterFiles::name),
                        KeyCommand.hash(keys.token()),
                        KeyCommand.hash(keys.key()),
                        sim,
                        sim);
    }

    private int members() {
        return port - MEMBERS_BELOW;
    }

    /** All nodes vote, but for one of an even number: with it, no more could be lost than without. */
    private int voters() {
        return nodes % 2 == 0 ? nodes - 1 : nodes;
    }

    private static String list(int count, IntFunction<String> each) {
        return IntStream.rangeClosed(1, count).mapToObj(each).collect(Collectors.joining(", "));
    }

    private static String name(int number) {
        return "node-" + number;
    }

    private static String host(int number) {
        return "127.0.0." + number;
    }
}
