package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock eval}. */
@Command(
        name = "eval",
        description = "Try a release on hand-made cases before it gets traffic.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {EvalRunCommand.class, EvalCommand.Show.class, EvalCommand.Listing.class})
final class EvalCommand extends CommandGroup {
    static String path(String route) {
        return AdminClient.route(route) + "/evals";
    }

    static String path(String route, String id) {
        return path(route) + "/" + AdminClient.segment(id);
    }

    /** {@code penstock eval show ID}. */
    @Command(
            name = "show",
            description =
                    "Show how far a run is, and what came of it. Ask the node where it runs: its id begins with it.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock eval show node-a.5b1f --route support"})
    static final class Show implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route's name.")
        private String route = "";

        @Parameters(paramLabel = "ID", description = "The run, as 'penstock eval list' has it.")
        private String id = "";

        @Override
        public void run() {
            JsonNode run = admin.client().get(path(route, id));
            admin.show(run, out -> EvalTable.run(run, out));
        }
    }

    /** {@code penstock eval list}. */
    @Command(
            name = "list",
            description = "List the runs of a node, and the newest results that all nodes know.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock eval list --route support"})
    static final class Listing implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route's name.")
        private String route = "";

        @Override
        public void run() {
            JsonNode answer = admin.client().get(path(route));
            admin.show(answer, out -> {
                Table runs = new Table("run", "state", "release", "baseline", "answers", "at", "gate");
                answer.path("runs")
                        .forEach(run -> runs.row(
                                run.path("id"),
                                run.path("state"),
                                run.path("release"),
                                run.path("baseline"),
                                run.path("answers").asInt() + "/"
                                        + run.path("answers_expected").asInt(),
                                run.path("at"),
                                gate(run)));
                Table recorded = new Table("recorded", "release", "baseline", "cases", "passed", "lost", "at", "gate");
                answer.path("recorded")
                        .forEach(eval -> recorded.row(
                                eval.path("id").asText().substring(0, 12),
                                Told.release(eval.path("release")),
                                Told.release(eval.path("baseline")),
                                eval.path("cases"),
                                eval.path("passed"),
                                eval.path("lost"),
                                eval.path("at"),
                                gate(eval)));
                if (runs.isEmpty() && recorded.isEmpty()) {
                    out.println("There is no eval of route '" + route + "'.");
                }
                if (!runs.isEmpty()) {
                    runs.print(out);
                }
                if (!recorded.isEmpty()) {
                    recorded.print(out);
                }
            });
        }

        private static String gate(JsonNode eval) {
            return !eval.has("gate_passed") ? "-" : eval.path("gate_passed").asBoolean() ? "passed" : "failed";
        }
    }
}
