package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.core.json.JsonText;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The release's prompt with this request's variables: a system text in front of the caller's messages, in the words of
 * the caller's dialect. The variables are taken out of the request's metadata; labels that the prompt does not name
 * stay. With it go the labels of tools' results that are unknown, where the release has them labelled.
 */
final class Rendering {
    private final @Nullable String systemText;
    private final List<String> taken;
    private final ToolResults toolResults;

    private Rendering(@Nullable String systemText, List<String> taken, ToolResults toolResults) {
        this.systemText = systemText;
        this.taken = taken;
        this.toolResults = toolResults;
    }

    /** Renders the release's prompt; refuses a request that lacks one of its variables. */
    static Result<Rendering> of(CallerRequest request, Release release) {
        Prompt prompt = release.prompt();
        ToolResults toolResults = switch (release.route().terms().toolResults()) {
            case LABEL -> ToolResultScan.of(request);
            case ACCEPT -> ToolResultScan.of(request).unlabelled();
        };
        if (prompt == null) {
            return Result.ok(new Rendering(null, List.of(), toolResults));
        }
        Refusal missing = missing(request, release);
        if (missing != null) {
            return Result.refused(missing);
        }
        String text = prompt.template().render(name -> Objects.requireNonNull(request.metadata(name)));
        return Result.ok(new Rendering(text, prompt.variables(), toolResults));
    }

    /** What a request lacks for the release's prompt, or null. */
    static @Nullable Refusal missing(CallerRequest request, Release release) {
        Prompt prompt = release.prompt();
        if (prompt == null) {
            return null;
        }
        if (!request.endpoint().isChat()) {
            return new Refusal.InvalidField(
                    "model",
                    "model is '" + request.model() + "', expected a route without a prompt: there is none in "
                            + request.endpoint().path() + ".");
        }
        for (String name : prompt.variables()) {
            if (request.metadata(name) == null) {
                return new Refusal.InvalidField(
                        "metadata." + name,
                        "metadata." + name + " is missing, expected a text: the prompt " + prompt.label()
                                + " of route '" + request.model() + "' needs it.");
            }
        }
        return null;
    }

    /** The bytes of memory that it takes. */
    long bytes() {
        return toolResults.bytes() + (systemText == null ? 0 : 2L * systemText.length());
    }

    /** The tools' results that are unknown. */
    ToolResults toolResults() {
        return toolResults;
    }

    /**
     * Puts the prompt into a request, and takes its variables and the labels that the target has no word for out.
     * {@code last} is the last message, after all that the caller said; null for none.
     */
    void applyTo(JsonSplice splice, CallerRequest request, Set<String> unsaid, @Nullable String last) {
        takeOut(splice, request.labels(), unsaid);
        switch (request.endpoint().dialect()) {
            case OPENAI ->
                surround(
                        splice,
                        request.body(),
                        "messages",
                        systemText == null ? null : message("system", systemText),
                        last);
            case ANTHROPIC -> {
                surround(splice, request.body(), "messages", null, last);
                if (systemText != null) {
                    system(splice, request.body(), systemText);
                }
            }
        }
    }

    /** A message with a text, which means the same in all dialects. */
    static String message(String role, String text) {
        return "{\"role\":\"" + role + "\",\"content\":" + quoted(text) + "}";
    }

    private static void system(JsonSplice splice, JsonObjectIndex body, String text) {
        String block = "{\"type\":\"text\",\"text\":" + quoted(text) + "}";
        Member callers = body.find("system");
        if (callers != null && callers.kind() == Kind.ARRAY) {
            surround(splice, body, "system", block, null);
        } else if (callers != null && callers.kind() == Kind.STRING) {
            byte[] before = ("[" + block + ",{\"type\":\"text\",\"text\":").getBytes(UTF_8);
            splice.wrap("system", before, callers.from(), callers.to(), "}]".getBytes(UTF_8));
        } else {
            splice.set("system", JsonText.quote(text));
        }
    }

    /** Puts an element in front of those of an array, and one behind them. */
    private static void surround(
            JsonSplice splice, JsonObjectIndex body, String name, @Nullable String first, @Nullable String last) {
        if (first == null && last == null) {
            return;
        }
        Member array = Objects.requireNonNull(body.find(name));
        JsonCursor cursor = body.at(array);
        cursor.enterArray();
        boolean any = cursor.nextElement();
        String before = "[" + (first == null ? "" : first + (any || last != null ? "," : ""));
        String after = (last == null ? "" : (any ? "," : "") + last) + "]";
        splice.wrap(name, before.getBytes(UTF_8), array.from() + 1, array.to() - 1, after.getBytes(UTF_8));
    }

    private void takeOut(JsonSplice splice, JsonObjectIndex labels, Set<String> unsaid) {
        if ((taken.isEmpty() && unsaid.isEmpty()) || labels.members().isEmpty()) {
            return;
        }
        Set<String> all = new HashSet<>(taken);
        all.addAll(unsaid);
        if (all.containsAll(labels.members().keySet())) {
            splice.remove("metadata");
            return;
        }
        JsonSplice rest = new JsonSplice(labels);
        all.forEach(rest::remove);
        splice.set("metadata", rest.bytes());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        JsonText.appendQuoted(out, text);
        return out.toString();
    }
}
