package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock policy}. */
@Command(
        name = "policy",
        description = "Freezes, and writes that a second person must approve. What stops something passes both.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Put.class})
final class PolicyCommand extends CommandGroup {
    private static final String PATH = "/admin/v1/policy";

    private static String text(JsonNode policy) {
        ObjectNode fields = AdminClient.JSON.createObjectNode();
        fields.set("four_eyes", policy.path("four_eyes"));
        fields.set("freezes", policy.path("freezes"));
        return fields.toPrettyString();
    }

    /** {@code penstock policy show}. */
    @Command(
            name = "show",
            description = "Show it, in the form that 'set' reads.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock policy show > policy.json"})
    static final class Show implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public void run() {
            JsonNode answer = admin.client().get(PATH);
            admin.show(answer, out -> out.println(text(answer)));
        }
    }

    /** {@code penstock policy set FILE}. */
    @Command(
            name = "set",
            description = "Set all of it. Needs a majority of the voters.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "FILE is YAML or JSON:",
                "",
                "  four_eyes: [activate, lift]",
                "  freezes:",
                "    - {name: sale, from: 2026-11-27T00:00:00Z, to: 2026-12-01T00:00:00Z, routes: [support]}",
                "",
                "  penstock policy set policy.yaml --reason 'the sale'"
            })
    static final class Put implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "FILE", description = "The policy.")
        private Path file = Path.of(".");

        @Override
        public void run() {
            ObjectNode body = read();
            body.setAll(why.body());
            JsonNode answer = admin.client().send("PUT", PATH, body);
            admin.show(answer, out -> {
                out.println("The policy is:");
                out.println(text(answer));
                Told.where(answer, out);
            });
        }

        private ObjectNode read() {
            try {
                if (new YAMLMapper().readTree(file.toFile()) instanceof ObjectNode fields) {
                    return fields;
                }
            } catch (IOException e) {
                throw new Failure("The file " + file + " cannot be read as YAML or JSON.");
            }
            throw new Failure("The file " + file + " holds no policy, expected four_eyes: [...] and freezes: [...]");
        }
    }
}
