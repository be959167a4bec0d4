package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.config.Mistake;
import dev.penstock.config.ReleaseDocument;
import dev.penstock.config.Report;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.NodeConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock apply DIR}. */
@Command(
        name = "apply",
        description = "Let each route serve what a configuration says.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "First the node is asked what would change; only if it takes all of it, anything is written. Then each",
            "route that differs gets a new release, which serves at once. Routes that DIR does not have are left",
            "alone, and so is all of penstock.yaml: that is the nodes' own.",
            "Exit code: 0 if all routes serve what DIR says, 1 if that failed; with --dry-run 0 if there is nothing to"
                    + " do,",
            "3 if there is, 1 if the node would not take it.",
            "",
            "  penstock apply my-node --dry-run",
            "  penstock apply my-node --reason 'shorter prompts'"
        })
final class ApplyCommand implements Callable<Integer> {
    /** What a dry run ends with where something would change. */
    private static final int DIFFERS = 3;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "DIR", description = "The configuration's directory.")
    private Path dir = Path.of(".");

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    /** A route that does not serve what DIR says; {@code body} is what would change that. */
    private record Change(String route, ObjectNode body, JsonNode changes) {}

    @Override
    public Integer call() {
        ObjectNode author = dryRun ? AdminClient.JSON.createObjectNode() : why.body();
        NodeConfig config = load(dir);
        AdminClient client = admin.client();
        List<Change> differing = differing(client, config, author);
        ArrayNode done = AdminClient.JSON.createArrayNode();
        for (Change change : differing) {
            done.add(dryRun ? planned(change) : applied(client, change, differing, done));
        }
        ObjectNode all = AdminClient.JSON
                .createObjectNode()
                .put("dry_run", dryRun)
                .put("unchanged", config.routes().size() - differing.size());
        all.set("changed", done);
        admin.show(all, out -> {
            differing.forEach(change -> {
                out.println("route '" + change.route() + "': " + counted(change.changes()));
                Told.changes(change.changes(), "  ", out);
            });
            int waiting = 0;
            for (JsonNode answer : done) {
                if (answer.has("approval")) {
                    waiting++;
                } else if (!dryRun) {
                    out.println("route '" + Table.plain(answer.path("route").asText()) + "' serves release "
                            + Told.release(answer.path("release")) + " now.");
                }
            }
            out.println((differing.size() - waiting) + (dryRun ? " would change, " : " changed, ")
                    + (config.routes().size() - differing.size()) + " as they were."
                    + (waiting == 0 ? "" : " " + waiting + " not carried out: 'penstock approvals' lists them."));
        });
        return dryRun && !differing.isEmpty() ? DIFFERS : CommandLine.ExitCode.OK;
    }

    /** How much is changed at once: of two variables, nobody can say afterwards which one made the difference. */
    private static String counted(JsonNode changes) {
        int count = changes.size();
        return count == 0
                ? "no variable changes, but another release serves"
                : count
                        + (count == 1 ? " variable changes: " : " variables change: ")
                        + Table.plain(String.join(", ", changes.findValuesAsText("variable")));
    }

    /** The operator's machine needs none of the providers' keys, only the node does. */
    static NodeConfig load(Path dir) {
        return switch (ConfigLoader.loadWithoutCredentials(dir)) {
            case Loaded.Bad(List<Mistake> mistakes) ->
                throw new Failure("The configuration in " + dir + " cannot be used:\n\n" + Report.mistakes(mistakes));
            case Loaded.Good(NodeConfig config, var _) -> config;
        };
    }

    private List<Change> differing(AdminClient client, NodeConfig config, ObjectNode author) {
        List<Change> differing = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        new TreeMap<>(config.routes()).forEach((name, route) -> {
            ObjectNode body = author.deepCopy()
                    .put("release", ReleaseDocument.write(ReleaseContent.of(config, route)))
                    .put("activate", true);
            try {
                JsonNode plan =
                        client.send("POST", releases(name), body.deepCopy().put("dry_run", true));
                if (!plan.at("/release/state").asText().equals("current")) {
                    differing.add(new Change(name, body, plan.path("changes")));
                }
            } catch (Failure failure) {
                refused.add("route '" + name + "': " + failure.getMessage());
            }
        });
        if (!refused.isEmpty()) {
            throw new Failure(String.join("\n", refused) + "\nNothing was changed.");
        }
        return differing;
    }

    private static JsonNode planned(Change change) {
        return AdminClient.JSON
                .createObjectNode()
                .put("route", change.route())
                .put("variables", change.changes().size())
                .set("changes", change.changes());
    }

    private JsonNode applied(AdminClient client, Change change, List<Change> all, ArrayNode done) {
        PrintWriter err = admin.err();
        err.println((done.size() + 1) + "/" + all.size() + " route '" + change.route() + "'");
        err.flush();
        try {
            return client.send("POST", releases(change.route()), change.body());
        } catch (Failure failure) {
            List<String> rest =
                    all.stream().skip(done.size()).map(Change::route).toList();
            throw new Failure("route '" + change.route() + "': " + failure.getMessage() + "\nChanged before that: "
                    + (done.isEmpty() ? "nothing" : String.join(", ", done.findValuesAsText("route")))
                    + "; not changed: " + String.join(", ", rest) + ".");
        }
    }

    private static String releases(String route) {
        return AdminClient.route(route) + "/releases";
    }
}
