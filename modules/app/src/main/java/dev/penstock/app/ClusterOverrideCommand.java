package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock cluster override}. */
@Command(
        name = "override",
        description = "Let a node serve that waits for the journals of a majority of the voters.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A node that was started does not serve before it knows all that a majority knows: the others may have",
            "stopped what it would serve. Start the others if you can. If they are gone for good, this lets the node",
            "serve with what its own journal says. It resumes nothing all the same: that needs a majority.",
            "",
            "  penstock cluster override --admin http://node-a:8081 --reason 'the other two burned down'"
        })
final class ClusterOverrideCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Override
    public void run() {
        JsonNode answer = admin.client().send("POST", "/admin/v1/cluster/override", why.body());
        admin.show(answer, out -> {
            out.println("Node " + Table.plain(answer.path("node").asText()) + " serves without the journals of "
                    + Told.list(answer.path("missing")) + ".");
            Told.where(answer, out);
        });
    }
}
