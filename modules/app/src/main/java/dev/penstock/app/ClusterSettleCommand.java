package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock cluster settle ID}. */
@Command(
        name = "settle",
        description = "End a conflict: two committed writes had one place, and the less risky one is in effect.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "That takes the loss of more disks than a write is safe against. 'penstock status' shows conflicts.",
            "",
            "  penstock cluster settle 9c41... --reason 'what stands is right'",
            "  penstock cluster settle 9c41... --write-again --reason 'the other one is right'"
        })
final class ClusterSettleCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "ID", description = "The overruled write's id.")
    private String id = "";

    @Option(names = "--write-again", description = "Make the overruled write again, on top of what stands.")
    private boolean writeAgain;

    @Override
    public void run() {
        JsonNode answer = admin.client()
                .send(
                        "POST",
                        "/admin/v1/conflicts/" + AdminClient.segment(id) + "/settle",
                        why.body().put("write_again", writeAgain));
        admin.show(answer, out -> {
            out.println(writeAgain ? "The overruled write was made again." : "What stands is kept.");
            Told.where(answer, out);
        });
    }
}
