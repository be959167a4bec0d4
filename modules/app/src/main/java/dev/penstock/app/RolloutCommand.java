package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock rollout}. */
@Command(
        name = "rollout",
        description = "Move a route to another release by proof, stage by stage, with a way back by itself.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            RolloutStartCommand.class,
            RolloutWatchCommand.class,
            RolloutShowCommand.class,
            RolloutCommand.Promote.class,
            RolloutCommand.Approve.class,
            RolloutCommand.Pause.class,
            RolloutCommand.Resume.class,
            RolloutCommand.Abort.class,
            RolloutReplayCommand.class,
            RolloutPoliciesCommand.class
        },
        footer = {
            "",
            "The candidate gets a small share of the users first, and a larger one each time its stage is proven."
                    + " Where",
            "it does harm it is taken out at once, on all nodes; users of a bad answer get that of the current"
                    + " release.",
            "",
            "  penstock rollout start support --release 3 --sticky user --reason 'a shorter prompt'",
            "  penstock rollout watch support       how far it is, as it goes on",
            "  penstock rollout pause support --reason 'a sale begins'",
            "  penstock rollout abort support --reason 'the tone is wrong'"
        })
final class RolloutCommand extends CommandGroup {
    /** The newest rollout of a route, and what is to be done with it. */
    static String path(String route, String rollout) {
        return AdminClient.route(route) + "/rollouts/" + AdminClient.segment(rollout);
    }

    /** Which rollout. */
    static final class Which {
        @Parameters(paramLabel = "ROUTE", description = "The route's name.")
        private String route = "";

        @Option(
                names = "--rollout",
                paramLabel = "ID",
                description = "Its id, so that no other is meant. Default: the route's newest",
                defaultValue = "current")
        private String rollout = "current";

        String route() {
            return route;
        }

        String rollout() {
            return rollout;
        }
    }

    /** Does to a rollout what its command is called, and prints where it is then. */
    abstract static class Move implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Mixin
        private Which which = new Which();

        /** What is sent. */
        ObjectNode body() {
            return why.body();
        }

        @Override
        public void run() {
            JsonNode answer =
                    admin.client().send("POST", path(which.route(), which.rollout()) + "/" + spec.name(), body());
            admin.show(answer, out -> {
                out.println(Told.rollout(which.route(), answer.path("rollout")));
                Told.where(answer, out);
            });
        }
    }

    /** {@code penstock rollout pause ROUTE}. */
    @Command(
            name = "pause",
            description = "Keep it in its stage, with its share. What is bad still ends it. Needs no majority.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock rollout pause support --reason 'a sale begins'"})
    static final class Pause extends Move {}

    /** {@code penstock rollout resume ROUTE}. */
    @Command(
            name = "resume",
            description = "Let it go on, whoever paused it. Needs a majority of the voters.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock rollout resume support --reason 'the sale is over'"})
    static final class Resume extends Move {}

    /** {@code penstock rollout abort ROUTE}. */
    @Command(
            name = "abort",
            description = "End it: the route goes on with its current release. Needs no majority.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock rollout abort support --reason 'the tone is wrong'"})
    static final class Abort extends Move {}

    /** {@code penstock rollout approve ROUTE}. */
    @Command(
            name = "approve",
            description = "Let it out of a stage that a person or a webhook must approve, once that is proven.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "  penstock rollout approve support --reason 'the answers read well'",
                "  penstock rollout approve support --stage '25 %' --reason 'the answers read well'"
            })
    static final class Approve extends Move {
        @Option(names = "--stage", paramLabel = "STAGE", description = "The stage that is meant, by number or name.")
        private @Nullable String stage;

        @Override
        ObjectNode body() {
            ObjectNode body = super.body();
            if (stage != null) {
                body.put("stage", stage);
            }
            return body;
        }
    }

    /** {@code penstock rollout promote ROUTE}. */
    @Command(
            name = "promote",
            description = "Take it to the next stage by hand, or to another one.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Where a proof or anything else is missing, the node says what, and nothing changes; with --unproven"
                        + " it",
                "goes on all the same, and the record tells what was missing. A stage before takes share away.",
                "",
                "  penstock rollout promote support --reason 'seen enough'",
                "  penstock rollout promote support --stage full --unproven --reason 'the old model is gone'",
                "  penstock rollout promote support --stage '1 %' --reason 'less of it until monday'"
            })
    static final class Promote extends Move {
        @Option(names = "--stage", paramLabel = "STAGE", description = "Where to, by number or name. Default: the next")
        private @Nullable String stage;

        @Option(names = "--unproven", description = "Go on although something is missing.")
        private boolean unproven;

        @Override
        ObjectNode body() {
            ObjectNode body = super.body();
            if (stage != null) {
                body.put("stage", stage);
            }
            if (unproven) {
                body.put("unproven", true);
            }
            return body;
        }
    }
}
