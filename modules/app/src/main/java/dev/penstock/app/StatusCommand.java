package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock status}. */
@Command(
        name = "status",
        description = "Show the nodes, the routes and what is stopped.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock status", "  penstock status --admin http://node-b:8081"})
final class StatusCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        AdminClient client = admin.client();
        ObjectNode all = AdminClient.JSON.createObjectNode();
        all.set("cluster", client.get("/admin/v1/cluster"));
        all.set("routes", client.get("/admin/v1/routes").path("routes"));
        all.set("targets", client.get("/admin/v1/targets").path("targets"));
        all.set("kills", client.get("/admin/v1/kills").path("kills"));
        admin.show(all, out -> {
            nodes(all.path("cluster"), out);
            out.println();
            routes(all.path("routes"), out);
            out.println();
            targets(all.path("targets"), out);
            KillsCommand.print(all.path("kills"), out);
        });
    }

    private static void nodes(JsonNode cluster, PrintWriter out) {
        Table table = new Table("node", "votes", "revision", "records", "lag", "heard", "address");
        cluster.path("members")
                .forEach(member -> table.row(
                        member.path("node"),
                        member.path("voter").asBoolean() ? "yes" : "no",
                        member.path("revision"),
                        member.path("records"),
                        member.path("lag"),
                        member.path("heard_ms").asLong() + " ms ago",
                        member.path("address")));
        table.print(out);
        if (!cluster.path("missing").isEmpty()) {
            int voters = cluster.path("voters").size();
            int here = voters - cluster.path("missing").size();
            out.println("Voters that are not there: "
                    + Table.plain(cluster.path("missing").toString()) + "; "
                    + (here >= cluster.path("majority").asInt()
                            ? "a majority is."
                            : "no majority is: stopping works, nothing else."));
        }
        if (!cluster.path("awaited").isEmpty()) {
            out.println(
                    "This node is not ready: it waits for the journals of " + Told.list(cluster.path("awaited")) + ".");
        }
        if (!cluster.path("in_contact").asBoolean(true)) {
            out.println("This node has no contact with a majority: it gives candidates no traffic.");
        }
        cluster.path("conflicts")
                .forEach(conflict -> out.println(
                        "Conflict: " + Table.plain(conflict.path("kind").asText()) + " by "
                                + Table.plain(conflict.path("actor").asText()) + " ("
                                + Table.plain(conflict.path("reason").asText())
                                + ") has no effect, for another write has its place. 'penstock cluster settle "
                                + Table.plain(conflict.path("id").asText()) + "' ends this."));
        if (!cluster.path("same_records").asBoolean()) {
            out.println("Not all nodes have the same records yet.");
        }
    }

    /** Those of which there is something to tell. */
    private static void targets(JsonNode targets, PrintWriter out) {
        targets.forEach(target -> {
            String name = Table.plain(target.path("target").asText());
            if (!target.path("breaker").asText().equals("closed")) {
                out.println("Target " + name + " fails: this node leaves it alone, but for probes.");
            }
            if (target.path("degraded").asBoolean()) {
                out.println("Target " + name + " answers worse than usual: this node asks it after the others.");
            }
        });
    }

    private static void routes(JsonNode routes, PrintWriter out) {
        Table table = new Table("route", "serves", "canary", "shadow", "rollout", "withdrawn");
        routes.forEach(route -> table.row(
                route.path("route"),
                Told.release(route.path("serves")),
                Told.split(route.path("canary")),
                Told.split(route.path("shadow")),
                rollout(route.path("rollout")),
                route.path("withdrawn").isEmpty()
                        ? "-"
                        : route.path("withdrawn").size()));
        table.print(out);
    }

    private static String rollout(JsonNode rollout) {
        return rollout.isObject()
                ? rollout.path("stage_name").asText() + " to " + Told.release(rollout.path("release"))
                        + (rollout.path("phase").asText().equals("paused") ? ", paused" : "")
                : "-";
    }
}
