package dev.penstock.app;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Role;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock token}. */
@Command(
        name = "token",
        description = "Make the token with which operators call the admin API.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = TokenCommand.Create.class)
final class TokenCommand extends CommandGroup {
    /** {@code penstock token create}. */
    @Command(
            name = "create",
            description = "Print a new token once, with the lines for penstock.yaml.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Only the token's hash goes into the configuration: keep the token itself, it cannot be shown again.",
                "All nodes of a cluster may have the same. The commands take it from PENSTOCK_TOKEN.",
                "",
                "  penstock token create",
                "  penstock token create --name ci --role operator"
            })
    static final class Create implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description =
                        "Who holds it: its writes are kept under this name. Default: one for all, with role admin")
        private @Nullable String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "viewer (reads), operator (also writes what concerns traffic) or admin (all).")
        private @Nullable String role;

        @Override
        public void run() {
            if ((name == null) != (role == null)) {
                throw wrong("--name and --role belong together");
            }
            String token = KeyCommand.newKey();
            AdminToken lines = lines(KeyCommand.hash(token));
            PrintWriter out = spec.commandLine().getOut();
            out.println("token (shown only now): " + token);
            out.println();
            out.println("in penstock.yaml:");
            out.println("admin:");
            if (name == null) {
                out.println("  token_hash: \"" + lines.hash() + "\"");
                return;
            }
            out.println("  tokens:");
            out.println("    - name: " + lines.name());
            out.println("      role: " + lines.role().word());
            out.println("      hash: \"" + lines.hash() + "\"");
        }

        private AdminToken lines(String hash) {
            if (name == null || role == null) {
                return new AdminToken(AdminToken.SHARED, Role.ADMIN, hash);
            }
            Role known = Role.of(role).orElseThrow(() -> wrong("--role is '" + role + "', expected " + Role.EXPECTED));
            try {
                return new AdminToken(name, known, hash);
            } catch (BadConfig bad) {
                throw wrong("--name is '" + name + "', expected "
                        + bad.mistakes().getFirst().expected());
            }
        }

        private ParameterException wrong(String message) {
            return new ParameterException(spec.commandLine(), message);
        }
    }
}
