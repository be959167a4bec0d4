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

    @Option(names = "--release", paramLabel = "N", description = "The candidate, by its number or id.")
    private @Nullable String release;

    @Option(names = "--share", paramLabel = "PERCENT", description = "Its share, as 5 or 0.1.")
    private @Nullable String share;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many copies may be under way on one node. Default: 4")
    private @Nullable Integer concurrency;

    @Option(names = "--end", description = "End it.")
    private boolean end;

    @Override
    public void run() {
        boolean sets = release != null || share != null || concurrency != null;
        if (end && sets) {
            throw admin.wrongUsage("--end goes with no other terms");
        }
        if (sets && share == null) {
            throw admin.wrongUsage("Missing required option: '--share=PERCENT'");
        }
        JsonNode answer = end || sets
                ? admin.client().send("PUT", AdminClient.route(route) + "/shadow", terms())
                : admin.client().get(AdminClient.route(route));
        admin.show(answer, out -> {
            JsonNode split = answer.path("shadow");
            out.println("Shadow of route '" + route + "': " + Told.split(split)
                    + (split.isObject() ? ", " + split.path("concurrency").asInt() + " at once" : "") + ".");
            if (end || sets) {
                Told.where(answer, out);
            }
        });
    }

    private ObjectNode terms() {
        ObjectNode body = why.body().put("share", end ? "0" : share);
        if (release != null) {
            body.put("release", release);
        }
        if (concurrency != null) {
            body.put("concurrency", concurrency);
        }
        return body;
    }
}
