package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock shadow ROUTE}. */
@Command(
        name = "shadow",
        description = "Send copies of a route's requests to another release, whose answers nobody sees.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without options it shows the shadow that runs. To end it needs no majority.",
            "",
            "  penstock shadow support",
            "  penstock shadow support --release 5 --share 10 --reason 'before the canary'",
            "  penstock shadow support --end --reason 'seen enough'"
        })
final class ShadowCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Mixin
    private SplitTerms terms = new SplitTerms();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many copies may be under way on one node. Default: 4")
    private @Nullable Integer concurrency;

    @Override
    public void run() {
        ObjectNode own = AdminClient.JSON.createObjectNode();
        if (concurrency != null) {
            own.put("concurrency", concurrency);
        }
        JsonNode answer = terms.send(admin, why, route, "shadow", own);
        admin.show(answer, out -> {
            JsonNode split = answer.path("shadow");
            out.println("Shadow of route '" + route + "': " + Told.split(split)
                    + (split.isObject() ? ", " + split.path("concurrency").asInt() + " at once" : "") + ".");
            if (terms.change(own)) {
                Told.where(answer, out);
            }
        });
    }
}
