package dev.penstock.app;

import dev.penstock.core.Sha256;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock key create}. */
@Command(
        name = "key",
        description = "Make keys for callers and operators.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = KeyCommand.Create.class)
final class KeyCommand extends CommandGroup {
    /** So that a key can be recognised where it does not belong, in a log or a repository. */
    private static final String PREFIX = "psk_";

    private static final int RANDOM_BYTES = 32;

    /** A new key. */
    static String newKey() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    /** The hash of a key, as it stands in a configuration. */
    static String hash(String key) {
        return "sha256:" + Sha256.hex(key);
    }

    /** {@code penstock key create}. */
    @Command(
            name = "create",
            description = "Print a new key once, with the lines for penstock.yaml.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Only the key's hash goes into the configuration: keep the key itself, it cannot be shown again.",
                "The same kind of key serves as the operators' token: put its hash under admin.token_hash."
            })
    static final class Create implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "How logs and traces name the caller. Default: ${DEFAULT-VALUE}",
                defaultValue = "my-app")
        private String name = "";

        @Override
        public void run() {
            String key = newKey();
            PrintWriter out = spec.commandLine().getOut();
            out.println("key (shown only now): " + key);
            out.println();
            out.println("in penstock.yaml, for a caller:");
            out.println("keys:");
            out.println("  - name: " + name);
            out.println("    hash: \"" + hash(key) + "\"");
            out.println();
            out.println("or for the operators, who call the admin API with it:");
            out.println("admin:");
            out.println("  token_hash: \"" + hash(key) + "\"");
        }
    }
}
