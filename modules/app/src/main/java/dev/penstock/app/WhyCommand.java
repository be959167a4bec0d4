package dev.penstock.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock why ID}. */
@Command(
        name = "why",
        description = "Tell in sentences what became of one request, and why this is its answer.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "ID is what the answer's header x-penstock-trace says. --json shows the whole story as JSON.",
            "",
            "  penstock why local-1m7ybhqtavmkn3sacy26e"
        })
final class WhyCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "ID", description = "The id of a trace.")
    private String id = "";

    @Override
    public void run() {
        String path = "/admin/v1/traces/" + AdminClient.segment(id);
        admin.tell(admin.client().text(admin.isJson() ? path : path + "?as=text"));
    }
}
