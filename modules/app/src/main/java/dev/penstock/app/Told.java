package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Parts of answers as people read them. */
final class Told {
    private static final int LONGEST_VALUE = 60;

    private Told() {}

    /** Where a write is; or that it was there already. */
    static void where(JsonNode answer, PrintWriter out) {
        if (answer.path("unchanged").asBoolean()) {
            out.println("It was so already: nothing was written.");
            return;
        }
        List<String> nodes = new ArrayList<>();
        answer.path("applied")
                .fields()
                .forEachRemaining(node -> nodes.add(
                        Table.plain(node.getKey()) + " after " + node.getValue().asLong() + " ms"));
        out.println("In effect on " + (nodes.isEmpty() ? "no node yet" : String.join(", ", nodes)) + "; on disk at "
                + answer.path("journaled").asInt() + " of "
                + answer.path("voters").asInt() + " voters.");
    }

    /** Names with commas between them. */
    static String list(JsonNode names) {
        List<String> plain = new ArrayList<>();
        names.forEach(name -> plain.add(Table.plain(name.asText())));
        return plain.isEmpty() ? "none" : String.join(", ", plain);
    }

    /** That a write is not carried out yet. */
    static void waiting(JsonNode answer, PrintWriter out) {
        out.println("Not carried out: it waits for a second person until "
                + Table.plain(answer.path("expires").asText()) + ".");
        if (answer.has("url")) {
            out.println("Once it is approved, it fires with: POST "
                    + Table.plain(answer.path("url").asText()));
        }
        out.println("  penstock approve " + Table.plain(answer.path("approval").asText()) + " --reason TEXT");
    }

    /** A release in a sentence. */
    static String release(JsonNode release) {
        if (release.isNull() || release.isMissingNode()) {
            return "none";
        }
        String id = Table.plain(release.path("id").asText());
        return release.path("number").isInt()
                ? release.path("number").asInt() + " (" + id + ")"
                : id + (release.path("from").asText().equals("files") ? " (of the files)" : "");
    }

    /** A canary or a shadow in a few words. */
    static String split(JsonNode split) {
        return split.isNull() || split.isMissingNode()
                ? "-"
                : split.path("share").asText() + " % to " + release(split.path("release"));
    }

    /** Where a rollout is, in a line. */
    static String rollout(String route, JsonNode rollout) {
        return "Rollout of route '" + route + "' to release " + release(rollout.path("release")) + ": "
                + Table.plain(rollout.path("phase").asText()) + ", stage "
                + Table.plain(rollout.path("stage_name").asText())
                + (rollout.has("sentence")
                        ? ". " + Table.plain(rollout.path("sentence").asText())
                        : ".");
    }

    /** What differs, a line for each field. */
    static void changes(JsonNode changes, String indent, PrintWriter out) {
        if (changes.isEmpty()) {
            out.println(indent + "no difference");
        }
        for (JsonNode variable : changes) {
            for (JsonNode field : variable.path("fields")) {
                out.println(indent + Table.plain(variable.path("variable").asText()) + "  "
                        + Table.plain(field.path("field").asText()) + ": " + value(field.path("from")) + " -> "
                        + value(field.path("to")));
            }
        }
    }

    private static String value(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "(not set)";
        }
        String text = Table.plain(value.isTextual() ? "\"" + value.textValue() + "\"" : value.toString());
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "... (--json shows all)" : text;
    }
}
