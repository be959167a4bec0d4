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

    @Option(names = "--release", paramLabel = "N", description = "The candidate, by its number or id.")
    private @Nullable String release;

    @Option(names = "--share", paramLabel = "PERCENT", description = "Its share, as 5 or 0.1.")
    private @Nullable String share;

    @Option(
            names = "--sticky",
            paramLabel = "FIELD",
            description = "What keeps a user on one side: header:NAME, metadata.NAME or user.")
    private @Nullable String sticky;

    @Option(names = "--end", description = "End it.")
    private boolean end;

    @Override
    public void run() {
        boolean sets = release != null || share != null || sticky != null;
        if (end && sets) {
            throw admin.wrongUsage("--end goes with no other terms");
        }
        if (sets && share == null) {
            throw admin.wrongUsage("Missing required option: '--share=PERCENT'");
        }
        JsonNode answer = end || sets
                ? admin.client().send("PUT", AdminClient.route(route) + "/canary", terms())
                : admin.client().get(AdminClient.route(route));
        admin.show(answer, out -> {
            JsonNode split = answer.path("canary");
            out.println("Canary of route '" + route + "': " + Told.split(split)
                    + (split.isObject()
                            ? ", sticky by " + Table.plain(split.path("sticky").asText())
                            : "") + ".");
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
        if (sticky != null) {
            body.put("sticky", sticky);
        }
        return body;
    }
}
