package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock canary ROUTE}. */
@Command(
        name = "canary",
        description = "Give a share of a route's traffic to another release, change the share, or end it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without options it shows the canary that runs. A user stays on one side, by the sticky field; a larger",
            "share moves nobody off the candidate. To end it needs no majority.",
            "",
            "  penstock canary support",
            "  penstock canary support --release 5 --share 5 --sticky user --reason 'kinder'",
            "  penstock canary support --share 25 --reason 'looks good'",
            "  penstock canary support --end --reason 'not worth it'"
        })
final class CanaryCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Mixin
    private SplitTerms terms = new SplitTerms();

    @Option(
            names = "--sticky",
            paramLabel = "FIELD",
            description = "What keeps a user on one side: header:NAME, metadata.NAME or user.")
    private @Nullable String sticky;

    @Override
    public void run() {
        ObjectNode own = AdminClient.JSON.createObjectNode();
        if (sticky != null) {
            own.put("sticky", sticky);
        }
        JsonNode answer = terms.send(admin, why, route, "canary", own);
        admin.show(answer, out -> {
            JsonNode split = answer.path("canary");
            out.println("Canary of route '" + route + "': " + Told.split(split)
                    + (split.isObject()
                            ? ", sticky by " + Table.plain(split.path("sticky").asText())
                            : "") + ".");
            if (split.path("requests").isObject()) {
                JsonNode requests = split.path("requests");
                out.println("Requests since the nodes started: " + requests.path("candidate") + " of the candidate, "
                        + requests.path("baseline") + " of the current release.");
            }
            if (terms.change(own)) {
                Told.where(answer, out);
            }
        });
    }
}
