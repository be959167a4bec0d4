package dev.penstock.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock cluster status}. */
@Command(
        name = "status",
        description = "Show the processes of a cluster, their health, and whether they have the same records.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "SEES is who each node sees as a member, itself among them. Nodes with one DIGEST have the same records.",
            "With --json, what each node answers to GET /admin/v1/cluster is under 'cluster'.",
            "",
            "Exit code: 0 if all nodes are ready, 1 if not."
        })
final class ClusterStatusCommand implements Callable<Integer> {
    private static final String ROW = "%-8s %-9s %-10s %-6s %8s  %-18s %8s  %s%n";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterCommand.Dir dir = new ClusterCommand.Dir();

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    /** One node as it is now. */
    private record Seen(LocalCluster.Node node, Optional<Long> pid, String health, JsonObject cluster) {
        static Seen of(LocalCluster.Node node, ClusterKeys keys) {
            Optional<Long> pid = node.process().running().map(ProcessHandle::pid);
            NodeProbe probe = node.probe();
            return pid.isEmpty()
                    ? new Seen(node, pid, "stopped", new JsonObject())
                    : new Seen(
                            node,
                            pid,
                            probe.health(),
                            probe.cluster(keys.token()).orElseGet(JsonObject::new));
        }

        List<JsonObject> members() {
            return cluster.getJsonArray("members", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        JsonObject itself() {
            return members().stream()
                    .filter(member -> node.name().equals(member.getString("node")))
                    .findFirst()
                    .orElseGet(JsonObject::new);
        }
    }

    @Override
    public Integer call() {
        LocalCluster cluster = dir.cluster();
        List<Seen> nodes = cluster.nodes().stream()
                .map(node -> Seen.of(node, cluster.keys()))
                .toList();
        Optional<Long> sim = cluster.sim().running().map(ProcessHandle::pid);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(cluster, nodes, sim).encodePrettily());
        } else {
            out.printf(ROW, "NODE", "PROCESS", "HEALTH", "VOTES", "RECORDS", "DIGEST", "REVISION", "SEES");
            nodes.forEach(node -> print(node, out));
            out.printf("%-8s %-9s%n", "sim", sim.map(String::valueOf).orElse("-"));
        }
        out.flush();
        return nodes.stream().allMatch(node -> node.health().equals("ready")) ? 0 : 1;
    }

    private static void print(Seen seen, PrintWriter out) {
        JsonObject itself = seen.itself();
        out.printf(
                ROW,
                seen.node().name(),
                seen.pid().map(String::valueOf).orElse("-"),
                seen.health(),
                seen.node().isVoter() ? "yes" : "no",
                itself.getValue("records", "-"),
                itself.getValue("digest", "-"),
                itself.getValue("revision", "-"),
                seen.members().stream().map(member -> member.getString("node")).collect(Collectors.joining(" ")));
    }

    private static JsonObject json(LocalCluster cluster, List<Seen> nodes, Optional<Long> sim) {
        JsonArray all = new JsonArray();
        nodes.forEach(seen -> all.add(new JsonObject()
                .put("node", seen.node().name())
                .put("pid", seen.pid().orElse(null))
                .put("health", seen.health())
                .put("data", seen.node().config().data().toString())
                .put("admin", seen.node().config().admin().toString())
                .put("operations", seen.node().config().operations().toString())
                .put("cluster", seen.cluster())));
        return new JsonObject()
                .put("dir", cluster.dir().toString())
                .put("nodes", all)
                .put("sim", new JsonObject().put("pid", sim.orElse(null)));
    }
}
