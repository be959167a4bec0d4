package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock webhooks}. */
@Command(
        name = "webhooks",
        description = "List who is told what happens, and whether they hear it from the node that is asked.",
        mixinStandardHelpOptions = true,
        subcommands = WebhooksCommand.Test.class,
        footer = {"", "  penstock webhooks", "  penstock webhooks test ops --reason 'it is new'"})
final class WebhooksCommand implements Runnable {
    private static final String PATH = "/admin/v1/webhooks";

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        JsonNode answer = admin.client().get(PATH);
        admin.show(answer, out -> {
            Table table = new Table("webhook", "url", "delivered", "waiting", "dropped", "failing since", "last error");
            answer.path("webhooks")
                    .forEach(webhook -> table.row(
                            webhook.path("webhook"),
                            webhook.path("url"),
                            webhook.path("delivered"),
                            webhook.path("waiting"),
                            webhook.path("dropped"),
                            webhook.path("failing_since"),
                            webhook.path("last_error")));
            if (table.isEmpty()) {
                out.println("There is no webhook.");
            } else {
                table.print(out);
            }
        });
    }

    /** {@code penstock webhooks test NAME}. */
    @Command(
            name = "test",
            description = "Send one an event, to see whether it hears it.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock webhooks test ops --reason 'it is new'"})
    static final class Test implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Mixin
        private Why why = new Why();

        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String webhook = "";

        @Override
        public void run() {
            JsonNode answer =
                    admin.client().send("POST", PATH + "/" + AdminClient.segment(webhook) + "/test", why.body());
            admin.show(
                    answer,
                    out -> out.println(
                            answer.path("delivered").asBoolean()
                                    ? "It heard it, after " + answer.path("ms").asLong() + " ms."
                                    : "It did not hear it: "
                                            + Table.plain(answer.path("error").asText()) + "."));
        }
    }
}
