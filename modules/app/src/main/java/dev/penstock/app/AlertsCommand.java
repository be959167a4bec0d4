package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock alerts}. */
@Command(
        name = "alerts",
        description = "List what goes wrong on any node, the newest first.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock alerts", "  penstock alerts --all --kind drift --route support"})
final class AlertsCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--all", description = "Also those that are over.")
    private boolean all;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "target_degraded, breaker_open, rule_harmful, drift, other_model or traces_lost.")
    private @Nullable String kind;

    @Option(names = "--route", paramLabel = "ROUTE", description = "Only those of a route.")
    private @Nullable String route;

    @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 1000. Default: 100")
    private @Nullable Integer limit;

    @Override
    public void run() {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        ReviewsCommand.Listing.add(query, "standing", all ? null : true);
        ReviewsCommand.Listing.add(query, "kind", kind);
        ReviewsCommand.Listing.add(query, "route", route);
        ReviewsCommand.Listing.add(query, "limit", limit);
        JsonNode answer = admin.client().get("/admin/v1/alerts" + query);
        admin.show(answer, out -> {
            Table table = new Table("kind", "severity", "since", "until", "node", "what is wrong");
            answer.path("alerts")
                    .forEach(alert -> table.row(
                            alert.path("kind"),
                            alert.path("severity"),
                            alert.path("since"),
                            alert.path("until"),
                            alert.path("node"),
                            alert.path("text")));
            if (table.isEmpty()) {
                out.println("There is no alert.");
            } else {
                table.print(out);
            }
            if (!answer.path("silent").isEmpty()) {
                out.println("Nodes that did not answer: " + Told.list(answer.path("silent")) + ".");
            }
        });
    }
}
