package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock cluster voters NODE...}. */
@Command(
        name = "voters",
        description = "Say which nodes vote from the next write on. Needs a majority of those that vote now.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "1, 3 or 5 nodes, each of which must be there. From the first time on this counts, and not cluster.voters",
            "of the files: change them too, for nodes that start without a journal.",
            "",
            "  penstock cluster voters node-1 node-2 node-4 --reason 'node-3 is taken down'"
        })
final class ClusterVotersCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(arity = "1..*", paramLabel = "NODE", description = "The voters, by their nodes' names.")
    private List<String> voters = List.of();

    @Override
    public void run() {
        ObjectNode body = why.body();
        voters.forEach(body.putArray("voters")::add);
        JsonNode answer = admin.client().send("PUT", "/admin/v1/cluster/voters", body);
        admin.show(answer, out -> {
            out.println("From now on these vote: " + Told.list(answer.path("now")) + ".");
            Told.where(answer, out);
        });
    }
}
