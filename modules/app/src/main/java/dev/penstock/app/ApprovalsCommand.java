package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock approvals}. */
@Command(
        name = "approvals",
        description = "List the writes that wait for a second person.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock approvals", "  penstock approve ID --reason 'I have seen it'"})
final class ApprovalsCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        JsonNode answer = admin.client().get("/admin/v1/approvals");
        admin.show(answer, out -> {
            Table table = new Table("id", "kind", "route", "expires", "by", "token", "reason", "what");
            answer.path("approvals")
                    .forEach(request -> table.row(
                            request.path("id"),
                            request.path("kind"),
                            request.path("route"),
                            request.path("expires"),
                            request.path("actor"),
                            request.path("principal"),
                            request.path("reason"),
                            request.path("what").toString()));
            if (table.isEmpty()) {
                out.println("Nothing waits for approval.");
            } else {
                table.print(out);
            }
        });
    }
}
