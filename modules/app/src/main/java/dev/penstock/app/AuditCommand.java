package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock audit}. */
@Command(
        name = "audit",
        description = "Show who decided what, when and why, and what became of it; the newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  penstock audit",
            "  penstock audit --route support --limit 10",
            "  penstock audit --kind kill",
            "  penstock audit --follow"
        })
final class AuditCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--route", paramLabel = "ROUTE", description = "Only what is about it.")
    private @Nullable String route;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only writes of this kind: kill, lift, activate, ...")
    private @Nullable String kind;

    @Option(names = "--by", paramLabel = "ACTOR", description = "Only writes of this actor.")
    private @Nullable String actor;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 1000. Default: 100")
    private @Nullable Integer limit;

    @Option(names = "--follow", description = "Show what is decided from now on, as it happens, until interrupted.")
    private boolean follow;

    @Override
    public void run() {
        if (!follow) {
            JsonNode answer = admin.client().get("/admin/v1/audit" + query());
            admin.show(answer, out -> print(answer, out));
            return;
        }
        if (!query().isEmpty()) {
            throw admin.wrongUsage("--follow goes with no other choice");
        }
        admin.client()
                .events(
                        "/admin/v1/events",
                        event -> admin.show(event, out -> {
                            if (event.has("kind")) {
                                out.println(Table.plain(String.join(
                                        "  ",
                                        event.path("at").asText(),
                                        event.path("kind").asText(),
                                        event.path("route").asText("-"),
                                        event.path("actor").asText(),
                                        event.path("reason").asText())));
                            }
                        }));
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        add(query, "route", route);
        add(query, "kind", kind);
        add(query, "actor", actor);
        add(query, "limit", limit);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable Object value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(AdminClient.segment(value.toString()));
        }
    }

    private static void print(JsonNode answer, PrintWriter out) {
        Table table = new Table("at", "kind", "route", "status", "by", "token", "approved", "reason");
        answer.path("entries")
                .forEach(entry -> table.row(
                        entry.path("at"),
                        entry.path("kind"),
                        entry.path("route"),
                        entry.path("status"),
                        entry.path("actor"),
                        entry.path("principal"),
                        entry.at("/approved_by/principal"),
                        entry.path("reason")));
        table.print(out);
        JsonNode verified = answer.path("verified");
        out.println(
                verified.isNull()
                        ? "The journal cannot be read now: it is not known whether it is whole."
                        : verified.asBoolean()
                                ? "The journal's " + answer.path("length").asLong() + " records are whole."
                                : "The journal is not whole: records in it were changed or removed.");
    }
}
