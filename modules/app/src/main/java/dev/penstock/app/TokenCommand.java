package dev.penstock.app;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock token}. */
@Command(
        name = "token",
        description = "Make the token with which operators call the admin API.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = TokenCommand.Create.class)
final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code penstock token create}. */
    @Command(
            name = "create",
            description = "Print a new token once, with the lines for penstock.yaml.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Only the token's hash goes into the configuration: keep the token itself, it cannot be shown again.",
                "All nodes of a cluster may have the same. The commands take it from PENSTOCK_TOKEN."
            })
    static final class Create implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            String token = KeyCommand.newKey();
            PrintWriter out = spec.commandLine().getOut();
            out.println("token (shown only now): " + token);
            out.println();
            out.println("in penstock.yaml:");
            out.println("admin:");
            out.println("  token_hash: \"" + KeyCommand.hash(token) + "\"");
        }
    }
}
