package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock approve ID}. */
@Command(
        name = "approve",
        description = "Carry a write out that somebody else asked for, or take the request back.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It needs the role of the write, and another token than the one that asked.",
            "",
            "  penstock approve 77ab... --reason 'I have seen it'",
            "  penstock approve 77ab... --withdraw --reason 'not now'"
        })
final class ApproveCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(paramLabel = "ID", description = "The request, as 'penstock approvals' lists it.")
    private String id = "";

    @Option(names = "--withdraw", description = "Take it back.")
    private boolean withdraw;

    @Override
    public void run() {
        String path = "/admin/v1/approvals/" + AdminClient.segment(id);
        JsonNode answer = admin.client().send(withdraw ? "DELETE" : "POST", path, why.body());
        admin.show(answer, out -> {
            String route = answer.path("route").asText("");
            out.println((withdraw ? "Taken back: " : "Approved: ")
                    + Table.plain(answer.path("kind").asText())
                    + (route.isEmpty() || route.equals("null") ? "" : " of route '" + Table.plain(route) + "'") + ".");
            Told.where(answer, out);
        });
    }
}
