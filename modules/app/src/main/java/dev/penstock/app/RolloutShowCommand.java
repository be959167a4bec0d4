package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock rollout show ROUTE}. */
@Command(
        name = "show",
        description = "Show a route's newest rollout, and what became of those before.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock rollout show support"})
final class RolloutShowCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Override
    public void run() {
        JsonNode answer = admin.client().get(AdminClient.route(route) + "/rollouts");
        admin.show(answer, out -> {
            JsonNode newest = answer.path("rollout");
            if (newest.isNull()) {
                out.println("Route '" + route + "' never had a rollout.");
            } else {
                new RolloutPicture(route, newest).lines().forEach(out::println);
            }
            Table past = new Table("at", "to", "stage", "ended", "by", "reason");
            answer.path("past")
                    .forEach(one -> past.row(
                            one.path("at"),
                            Told.release(one.path("release")),
                            one.path("stage_name"),
                            one.path("phase"),
                            one.at("/end/actor"),
                            one.at("/end/reason")));
            if (!past.isEmpty()) {
                out.println();
                past.print(out);
            }
        });
    }
}
