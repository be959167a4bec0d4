package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code penstock kill SCOPE KEY}. */
@Command(
        name = "kill",
        description = "Stop something on all nodes, at once.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Scopes: global (its key is 'all'), route, release, prompt, provider, model, target, tool, key.",
            "It works on any node, cut off from the others or not, and stands until it is lifted or expires.",
            "",
            "  penstock kill route support --reason 'answers in French'",
            "  penstock kill provider openai --reason 'their incident 4711' --for 30m",
            "  penstock kill model meta/llama-3 --cut --reason 'leaks data'",
            "  penstock kill global all --reason 'the invoice'"
        })
final class KillCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Parameters(index = "0", paramLabel = "SCOPE", description = "What kind of thing.")
    private String scope = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Which one, by its name.")
    private String key = "";

    @Mixin
    private KillTerms terms = new KillTerms();

    @Override
    public void run() {
        JsonNode answer = admin.client().send("PUT", path(scope, key), terms.addTo(why.body()));
        admin.show(answer, out -> {
            JsonNode expires = answer.path("expires");
            out.println("Stopped: " + scope + " '" + key + "'" + (terms.isCut() ? ", with what was under way" : "")
                    + (expires.isTextual() ? ", until " + Table.plain(expires.textValue()) : "") + ".");
            Told.where(answer, out);
        });
    }

    static String path(String scope, String key) {
        return "/admin/v1/kills/" + AdminClient.segment(scope) + "/" + AdminClient.segment(key);
    }
}
