package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code penstock releases ROUTE}. */
@Command(
        name = "releases",
        description = "List the releases of a route; show, compare, publish and activate them.",
        synopsisSubcommandLabel = "[COMMAND]",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReleasesCommand.Show.class,
            ReleasesCommand.Diff.class,
            ReleasesCommand.Publish.class,
            ReleasesCommand.Activate.class
        },
        footer = {
            "",
            "  penstock releases support",
            "  penstock releases support show 4",
            "  penstock releases support diff 3 4",
            "  penstock releases support publish release.json --reason 'shorter prompt'",
            "  penstock releases support activate 4 --reason 'the canary went well'"
        })
final class ReleasesCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Override
    public void run() {
        JsonNode answer = admin.client().get(path());
        admin.show(answer, out -> {
            Table table = new Table("release", "id", "state", "at", "by", "reason");
            answer.path("releases")
                    .forEach(release -> table.row(
                            release.path("number"),
                            release.path("id"),
                            release.path("state"),
                            release.path("from").asText().equals("files") ? "(of the files)" : release.path("at"),
                            release.path("actor"),
                            release.path("reason")));
            table.print(out);
        });
    }

    private String path() {
        return AdminClient.route(route) + "/releases";
    }

    /** {@code penstock releases ROUTE show N}. */
    @Command(name = "show", description = "Show a release in full.", mixinStandardHelpOptions = true)
    static final class Show implements Runnable {
        @ParentCommand
        private ReleasesCommand releases = new ReleasesCommand();

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(paramLabel = "N", description = "The release's number or id.")
        private String release = "";

        @Override
        public void run() {
            JsonNode answer = admin.client().get(releases.path() + "/" + AdminClient.segment(release));
            admin.show(answer, out -> out.println(answer.path("document").toPrettyString()));
        }
    }

    /** {@code penstock releases ROUTE diff A B}. */
    @Command(name = "diff", description = "Show what differs between two releases.", mixinStandardHelpOptions = true)
    static final class Diff implements Runnable {
        @ParentCommand
        private ReleasesCommand releases = new ReleasesCommand();

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "A", description = "A release's number or id.")
        private String from = "";

        @Parameters(index = "1", paramLabel = "B", description = "Another one's.")
        private String to = "";

        @Override
        public void run() {
            JsonNode answer = admin.client()
                    .get(releases.path() + "/diff?from=" + AdminClient.segment(from) + "&to="
                            + AdminClient.segment(to));
            admin.show(answer, out -> Told.changes(answer.path("changes"), "", out));
        }
    }

    /** {@code penstock releases ROUTE publish FILE}. */
    @Command(
            name = "publish",
            description = "Make a release known. It serves nobody until it is activated.",
            mixinStandardHelpOptions = true,
            footer = {"", "FILE is JSON or YAML as 'show' prints it; targets, prompt and contract may be names."})
    static final class Publish implements Runnable {
        @ParentCommand
        private ReleasesCommand releases = new ReleasesCommand();

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "FILE", description = "The release's content.")
        private Path file = Path.of(".");

        @Option(names = "--activate", description = "Let it serve at once.")
        private boolean activate;

        @Override
        public void run() {
            ObjectNode body = why.body().put("release", text()).put("activate", activate);
            JsonNode answer = admin.client().send("POST", releases.path(), body);
            admin.show(answer, out -> {
                out.println("Route '" + releases.route + "' has it as release " + Told.release(answer.path("release"))
                        + ", " + Table.plain(answer.at("/release/state").asText()) + ".");
                Told.where(answer, out);
                if (answer.has("changes")) {
                    out.println("Against what served:");
                    Told.changes(answer.path("changes"), "  ", out);
                }
            });
        }

        private String text() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new Failure("The file " + file + " cannot be read as text.");
            }
        }
    }

    /** {@code penstock releases ROUTE activate N}. */
    @Command(name = "activate", description = "Let a release serve.", mixinStandardHelpOptions = true)
    static final class Activate implements Runnable {
        @ParentCommand
        private ReleasesCommand releases = new ReleasesCommand();

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "N", description = "The release's number or id.")
        private String release = "";

        @Option(names = "--lift-withdraws", description = "Even if it was withdrawn.")
        private boolean liftWithdraws;

        @Override
        public void run() {
            ObjectNode body = why.body().put("release", release).put("lift_withdraws", liftWithdraws);
            JsonNode answer = admin.client().send("POST", AdminClient.route(releases.route) + "/activate", body);
            admin.show(answer, out -> {
                out.println("Route '" + releases.route + "' serves release " + Told.release(answer.path("release"))
                        + " now.");
                Told.where(answer, out);
            });
        }
    }
}
