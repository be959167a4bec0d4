package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock rules}. */
@Command(
        name = "rules",
        description = "List what is done ahead of failures: rules that nodes learned, and those that operators keep.",
        mixinStandardHelpOptions = true,
        subcommands = {RulesCommand.Keep.class, RulesCommand.Revoke.class},
        footer = {
            "",
            "  penstock rules",
            "  penstock rules keep fd2fde6ea838 --reason 'it will stay so'",
            "  penstock rules revoke fd2fde6ea838 --reason 'the model takes it again'"
        })
final class RulesCommand implements Runnable {
    private static final String PATH = "/admin/v1/rules";

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        JsonNode answer = admin.client().get(PATH);
        admin.show(answer, out -> {
            Table table = new Table("rule", "state", "good", "bad", "expires", "what it does");
            answer.path("rules")
                    .forEach(rule -> table.row(
                            rule.path("rule"),
                            rule.path("state"),
                            rule.path("good"),
                            rule.path("bad"),
                            rule.path("expires"),
                            rule.path("does")));
            if (table.isEmpty()) {
                out.println("There is no rule.");
            } else {
                table.print(out);
            }
        });
    }

    /** {@code penstock rules keep RULE}. */
    @Command(
            name = "keep",
            description = "Keep one, for good or for a time. Needs a majority of the voters.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "  penstock rules keep fd2fde6ea838 --reason 'it will stay so'",
                "  penstock rules keep fd2fde6ea838 --route support --for 30d --reason 'only there'"
            })
    static final class Keep implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "RULE", description = "Its id.")
        private String rule = "";

        @Option(names = "--route", paramLabel = "ROUTE", description = "Only for this route; else as it was.")
        private @Nullable String route;

        @Option(names = "--for", paramLabel = "TIME", description = "How long, like 24h; else for good.")
        private @Nullable String time;

        @Override
        public void run() {
            ObjectNode body = why.body();
            if (route != null) {
                body.put("route", route);
            }
            if (time != null) {
                body.put("in", time);
            }
            JsonNode answer = admin.client().send("PUT", PATH + "/" + AdminClient.segment(rule), body);
            admin.show(answer, out -> {
                out.println("Kept: " + Table.plain(answer.path("does").asText()));
                Told.where(answer, out);
            });
        }
    }

    /** {@code penstock rules revoke RULE}. */
    @Command(
            name = "revoke",
            description = "End one, on all nodes, at once. It is not learned again before somebody keeps it.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock rules revoke fd2fde6ea838 --reason 'the model takes it again'"})
    static final class Revoke implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "RULE", description = "Its id.")
        private String rule = "";

        @Override
        public void run() {
            JsonNode answer = admin.client().send("DELETE", PATH + "/" + AdminClient.segment(rule), why.body());
            admin.show(answer, out -> {
                out.println("Revoked: " + Table.plain(answer.path("does").asText()));
                Told.where(answer, out);
            });
        }
    }
}
