package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock trigger}. */
@Command(
        name = "trigger",
        description = "URLs by which alert systems kill or roll back without a token.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {TriggerCommand.Add.class, TriggerCommand.Listing.class, TriggerCommand.Revoke.class})
final class TriggerCommand extends CommandGroup {
    private static final String PATH = "/admin/v1/triggers";

    /** {@code penstock trigger add NAME kill SCOPE KEY}, and {@code ... NAME rollback ROUTE}. */
    @Command(
            name = "add",
            description = "Make one, and print its URL this once. Needs a majority of the voters.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Whoever has the URL can fire it with a POST: keep it like a token.",
                "",
                "  penstock trigger add refusals kill route support --for 30m --reason 'refusals above 5 %'",
                "  penstock trigger add slow rollback support --reason 'p99 above 10 s'"
            })
    static final class Add implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Parameters(
                index = "1..*",
                arity = "2..3",
                paramLabel = "ACTION",
                description = "kill SCOPE KEY, or rollback ROUTE.")
        private List<String> action = List.of();

        @Mixin
        private KillTerms terms = new KillTerms();

        @Override
        public void run() {
            ObjectNode body = why.body().put("name", name);
            ObjectNode wanted = body.putObject("action");
            if (action.size() == 3 && action.getFirst().equals("kill")) {
                terms.addTo(wanted.putObject("kill").put("scope", action.get(1)).put("key", action.getLast()));
            } else if (action.size() == 2 && action.getFirst().equals("rollback") && !terms.areGiven()) {
                wanted.putObject("withdraw").put("route", action.getLast());
            } else {
                throw admin.wrongUsage("The action is '" + String.join(" ", action)
                        + "', expected 'kill SCOPE KEY' or 'rollback ROUTE' (without the options of a kill)");
            }
            JsonNode answer = admin.client().send("POST", PATH, body);
            admin.show(answer, out -> {
                out.println("Trigger '" + name + "' fires with: POST "
                        + Table.plain(answer.path("url").asText()) + " (on the admin plane of any node)");
                Told.where(answer, out);
            });
        }
    }

    /** {@code penstock trigger list}. */
    @Command(
            name = "list",
            description = "List them, without their URLs.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock trigger list"})
    static final class Listing implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public void run() {
            JsonNode answer = admin.client().get(PATH);
            admin.show(answer, out -> {
                Table table = new Table("name", "action", "since", "by", "reason");
                answer.path("triggers")
                        .forEach(trigger -> table.row(
                                trigger.path("name"),
                                trigger.path("action").toString(),
                                trigger.path("at"),
                                trigger.path("actor"),
                                trigger.path("reason")));
                if (table.isEmpty()) {
                    out.println("There is no trigger.");
                } else {
                    table.print(out);
                }
            });
        }
    }

    /** {@code penstock trigger revoke NAME}. */
    @Command(
            name = "revoke",
            description = "End one, on all nodes, at once.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock trigger revoke refusals --reason 'its URL was in a chat'"})
    static final class Revoke implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Override
        public void run() {
            JsonNode answer = admin.client().send("DELETE", PATH + "/" + AdminClient.segment(name), why.body());
            admin.show(answer, out -> {
                out.println("Revoked: trigger '" + name + "'.");
                Told.where(answer, out);
            });
        }
    }
}
