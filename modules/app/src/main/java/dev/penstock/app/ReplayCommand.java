package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock replay ID}. */
@Command(
        name = "replay",
        description = "Run a recorded request once more against another release of its route, and show both answers.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The request's text must be stored: traces: {text: redacted} or full of its route. It costs what it costs,",
            "and nobody else gets the answer.",
            "",
            "  penstock replay local-1m7ybhqtavmkn3sacy26e --release 2"
        })
final class ReplayCommand implements Runnable {
    /** Longer than a node lets one take. */
    private static final Duration PATIENCE = Duration.ofSeconds(115);

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "ID", description = "The id of a trace.")
    private String id = "";

    @Option(names = "--release", paramLabel = "RELEASE", required = true, description = "A release's id or number.")
    private String release = "";

    @Override
    public void run() {
        String path =
                "/admin/v1/traces/" + AdminClient.segment(id) + "/replay?release=" + URLEncoder.encode(release, UTF_8);
        JsonNode answer = admin.client().send("POST", path, null, PATIENCE);
        admin.show(answer, out -> {
            side("Recorded", answer.path("recorded"), out);
            side("Replayed", answer.path("replayed"), out);
            out.println(answer.path("same").asBoolean() ? "The answers say the same." : "The answers differ.");
            if (answer.path("redacted").asBoolean()) {
                out.println("Texts of this route are redacted: the model was asked without what was blotted out.");
            }
        });
    }

    private static void side(String name, JsonNode side, PrintWriter out) {
        JsonNode cost = side.path("cost_microdollars");
        out.println(name + " as " + plain(side, "trace") + " under release " + plain(side, "release") + ": "
                + plain(side, "outcome") + ", " + side.path("total_us").asLong() / 1_000 + " ms, "
                + (cost.isNumber() ? cost.asText() + " microdollars" : "cost unknown")
                + (side.path("targets").isEmpty() ? "" : ", asked " + Told.list(side.path("targets"))) + ".");
        if (side.path("contract").isObject()) {
            out.println("  contract: " + plain(side.path("contract"), "result"));
        }
        if (side.path("error").isTextual()) {
            out.println("  " + plain(side, "error"));
        }
        side.path("text").asText("").lines().forEach(line -> out.println("  | " + Table.plain(line)));
    }

    private static String plain(JsonNode json, String field) {
        return Table.plain(json.path(field).asText());
    }
}
