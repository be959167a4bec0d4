package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock kills}. */
@Command(
        name = "kills",
        description = "List what is stopped now.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock kills", "  penstock kills --json"})
final class KillsCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        JsonNode answer = admin.client().get("/admin/v1/kills");
        admin.show(answer, out -> print(answer.path("kills"), out));
    }

    static void print(JsonNode kills, PrintWriter out) {
        Table table = new Table("scope", "key", "in flight", "expires", "since", "by", "reason");
        kills.forEach(kill -> table.row(
                kill.path("scope"),
                kill.path("key"),
                kill.path("inflight"),
                kill.path("expires"),
                kill.path("at"),
                kill.path("actor"),
                kill.path("reason")));
        if (table.isEmpty()) {
            out.println("Nothing is stopped.");
        } else {
            table.print(out);
        }
    }
}
