package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock rollback ROUTE}. */
@Command(
        name = "rollback",
        description = "Take back the newest change of a route: its canary if one runs, else its current release.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It works on any node, cut off from the others or not. The release does not serve again until it",
            "is activated with --lift-withdraws.",
            "",
            "  penstock rollback support --reason 'too many refusals'",
            "  penstock rollback support --release 4 --reason 'wrong prompt'"
        })
final class RollbackCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Option(names = "--release", paramLabel = "N", description = "The release to withdraw, by its number or id.")
    private @Nullable String release;

    @Override
    public void run() {
        ObjectNode body = why.body();
        if (release != null) {
            body.put("release", release);
        }
        JsonNode answer = admin.client().send("POST", AdminClient.route(route) + "/rollback", body);
        admin.show(answer, out -> {
            out.println(
                    "Withdrawn from route '" + route + "': release " + Told.release(answer.path("withdrawn")) + ".");
            out.println("It serves release " + Told.release(answer.path("serves")) + " now.");
            Told.where(answer, out);
        });
    }
}
