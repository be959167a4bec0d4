package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock lift SCOPE KEY}. */
@Command(
        name = "lift",
        description = "End the kills of something. Needs a majority of the voters.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It lifts the kills that this node knows: one that came since stands.",
            "",
            "  penstock lift route support --reason 'the prompt is mended'"
        })
final class LiftCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(index = "0", paramLabel = "SCOPE", description = "What kind of thing.")
    private String scope = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Which one, by its name.")
    private String key = "";

    @Override
    public void run() {
        JsonNode answer = admin.client().send("DELETE", KillCommand.path(scope, key), why.body());
        admin.show(answer, out -> {
            int lifted = answer.path("lifted").size();
            out.println("Lifted: " + scope + " '" + key + "', " + lifted + (lifted == 1 ? " kill." : " kills."));
            Told.where(answer, out);
        });
    }
}
