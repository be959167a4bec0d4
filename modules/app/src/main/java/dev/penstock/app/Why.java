package dev.penstock.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who writes, and why: both are kept with every decision. */
final class Why {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; must be given for whatever changes something.")
    private @Nullable String reason;

    @Option(names = "--actor", paramLabel = "NAME", description = "Who does this. Default: who you are on this machine")
    private @Nullable String actor;

    /** The body of a write. */
    ObjectNode body() {
        String who = actor != null ? actor : System.getProperty("user.name");
        if (reason == null || reason.isBlank()) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--reason=TEXT'");
        }
        if (who == null || who.isBlank()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Missing required option: '--actor=NAME' (this machine does not say who you are)");
        }
        return AdminClient.JSON.createObjectNode().put("reason", reason).put("actor", who);
    }
}
