package dev.penstock.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A story in sentences that a person reads in a minute: what was asked, which versions served it, what failed, and why
 * this is the answer. Its words are those of the story's JSON, which it is made of.
 */
public final class TraceSentences {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");

    private final JsonNode trace;
    private final List<String> lines = new ArrayList<>();

    private TraceSentences(JsonNode trace) {
        this.trace = trace;
    }

    /** The story of a line of JSON; ends in a line feed. */
    public static String of(byte[] line) {
        try {
            return new TraceSentences(JSON.readTree(line)).text();
        } catch (IOException e) {
            throw new UncheckedIOException("a line of ours is not JSON", e);
        }
    }

    private String text() {
        asked();
        served();
        tools();
        chosen();
        int number = 1;
        for (JsonNode attempt : trace.path("attempts")) {
            attempt(number++, attempt);
        }
        ended();
        feedback();
        // What others wrote must not move a reader's cursor.
        return lines.stream()
                .map(line -> CONTROL.matcher(line).replaceAll(" ") + "\n")
                .collect(Collectors.joining());
    }

    private void asked() {
        lines.add("Trace " + said("trace") + " of " + said("at") + ".");
        String caller = has("caller") ? "The key '" + said("caller") + "'" : "A caller without a key";
        String route = has("route") ? " asked the route '" + said("route") + "'" : " asked for no known route";
        lines.add(caller + route + " (" + said("endpoint")
                + (trace.path("stream").asBoolean() ? ", as a stream" : "") + ")"
                + (has("session") ? " in the session '" + said("session") + "'" : "") + "."
                + (has("shadow_of") ? " This is a copy of " + said("shadow_of") + "; nobody saw its answer." : ""));
        if (has("sampling")) {
            lines.add("Parameters: " + pairs(trace.path("sampling")) + ".");
        }
        if (has("context_ids")) {
            lines.add("It was given the context " + list(trace.path("context_ids")) + ".");
        }
    }

    private void served() {
        if (!has("release")) {
            return;
        }
        lines.add("Release " + said("release") + " served it"
                + (has("prompt") ? " with the prompt " + said("prompt") : " without a prompt") + ", at revision "
                + said("revision")
                + (has("split") ? "; " + side() + " because: " + said("split") : "")
                + ".");
        rollout(trace.path("arm_note"));
    }

    private String side() {
        return has("arm") ? "it is on the side of the " + said("arm") : "it is on neither side";
    }

    private void rollout(JsonNode note) {
        if (note.isMissingNode()) {
            return;
        }
        boolean candidate = note.path("candidate").asBoolean();
        String own = candidate ? "the candidate" : "the current release";
        lines.add("In the rollout " + note.path("rollout").asText() + ", stage "
                + note.path("stage").asText() + ", " + own
                + (note.path("bad").isEmpty() ? " was not bad." : " was bad by " + list(note.path("bad")) + "."));
        if (isAnsweredByAnother(note)) {
            lines.add(what(note) + ", so the current release answered.");
        }
    }

    /** Whether the current release was asked in the candidate's place. */
    private boolean isAnsweredByAnother(JsonNode note) {
        int own = note.path("own_attempts").asInt();
        return note.path("candidate").asBoolean()
                && (!note.path("release").asText().equals(said("release"))
                        || trace.path("attempts").size() > own);
    }

    private String what(JsonNode note) {
        JsonNode failure = trace.path("attempts")
                .path(note.path("own_attempts").asInt() - 1)
                .path("failure");
        return switch (failure.path("kind").asText()) {
            case "" -> "The candidate could not be asked";
            case "invalid_output" -> "The candidate's answer broke its contract";
            default -> "The candidate failed";
        };
    }

    private void tools() {
        for (JsonNode tool : trace.path("tools")) {
            String name = tool.path("tool").asText().isEmpty()
                    ? "A tool without a name"
                    : "The tool " + tool.path("tool").asText();
            lines.add(
                    tool.has("unknown")
                            ? name + " gave back no data ("
                                    + tool.path("unknown").asText() + "); the answer stands on that."
                            : name + " gave back " + tool.path("bytes").asText() + " bytes.");
        }
    }

    private void chosen() {
        if (has("router")) {
            lines.add("The targets' order: " + said("router") + ".");
        }
        for (JsonNode skipped : trace.path("skipped")) {
            lines.add("Not asked: " + skipped.asText() + ".");
        }
    }

    private void attempt(int number, JsonNode attempt) {
        JsonNode times = attempt.path("times_us");
        long started = times.path("started").asLong();
        StringBuilder line = new StringBuilder()
                .append(number)
                .append(". ")
                .append(attempt.path("target").asText())
                .append(" (")
                .append(attempt.path("model").asText())
                .append(") was asked after ")
                .append(millis(started));
        JsonNode failure = attempt.path("failure");
        if (failure.isMissingNode()) {
            line.append(" and answered within ")
                    .append(millis(times.path("ended").asLong() - started));
            if (times.has("first_content") && trace.path("stream").asBoolean()) {
                line.append(", the first content after ")
                        .append(millis(times.path("first_content").asLong() - started));
            }
            line.append('.');
        } else {
            line.append(" and failed after ")
                    .append(millis(times.path("ended").asLong() - started))
                    .append(": ")
                    .append(failure.path("message").asText());
        }
        lines.add(line.toString());
        part("Diagnosis", attempt.path("diagnosis"));
        part("What was done", attempt.path("remedy"));
        JsonNode contract = attempt.path("contract");
        if (!contract.isMissingNode()) {
            lines.add("   Contract: " + contract(contract) + ".");
        }
        if (attempt.has("rules")) {
            lines.add("   Learned rules that changed what was sent: " + list(attempt.path("rules")) + ".");
        }
        String returned = attempt.path("returned_model").asText();
        if (!returned.isEmpty() && !returned.equals(attempt.path("model").asText())) {
            lines.add("   The provider says that " + returned + " answered.");
        }
        JsonNode tokens = attempt.path("tokens");
        if (!tokens.isMissingNode()) {
            lines.add("   Tokens: " + tokens.path("input").asText() + " in, "
                    + tokens.path("output").asText() + " out; cost: "
                    + cost(attempt.path("cost_microdollars")) + "."
                    + (attempt.has("finish")
                            ? " The model stopped because: "
                                    + attempt.path("finish").asText() + "."
                            : ""));
        }
    }

    private void part(String name, JsonNode value) {
        if (value.isTextual()) {
            lines.add("   " + name + ": " + value.asText() + ".");
        }
    }

    private static String contract(JsonNode contract) {
        String result = contract.path("result").asText();
        return result
                + (contract.has("checks") ? ", it failed " + list(contract.path("checks")) : "")
                + (contract.has("repairs") ? " by " + list(contract.path("repairs")) : "")
                + (contract.has("why") ? ", because " + contract.path("why").asText() : "")
                + (contract.has("asked_by") ? "; the target was told of the schema" : "");
    }

    private void ended() {
        String outcome = said("outcome");
        lines.add("Outcome: " + outcome + " (HTTP " + said("status") + "): " + meaning(outcome) + "."
                + (has("error") ? " The caller was told: " + said("error") : ""));
        if (has("review")) {
            lines.add("A person looks at it in the review " + said("review") + ".");
        }
        if (has("shadow")) {
            lines.add("Its copy for a candidate: " + said("shadow") + ".");
        }
        lines.add("It took " + millis(trace.path("total_us").asLong()) + ", of which Penstock "
                + millis(trace.path("overhead_us").asLong()) + "; all attempts together cost "
                + cost(trace.path("cost_microdollars")) + ".");
    }

    private void feedback() {
        for (JsonNode said : trace.path("feedback")) {
            lines.add("Feedback at " + said.path("at").asText() + " by "
                    + said.path("by").asText() + ": "
                    + said.path("kind").asText()
                    + (said.has("value") ? " " + said.path("value").asText() : "")
                    + (said.has("label") ? " " + said.path("label").asText() : "")
                    + (said.has("text") ? ": " + said.path("text").asText() : "")
                    + ".");
        }
    }

    private static String meaning(String outcome) {
        return switch (outcome) {
            case "pass" -> "the first target's answer was passed on";
            case "retry" -> "the same target answered when it was asked again";
            case "fallback" -> "not the first target answered, or the answer stands on what is not known";
            case "clarify" -> "the caller was asked to say more";
            case "escalate" -> "it was passed on to a person";
            case "refuse" -> "Penstock, the provider or the model said no";
            case "failed" -> "no target gave a whole answer";
            case "cancelled" -> "the caller went away before the end";
            default -> "not known to this version";
        };
    }

    private boolean has(String name) {
        return trace.hasNonNull(name);
    }

    private String said(String name) {
        return trace.path(name).asText();
    }

    private static String list(JsonNode texts) {
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static String pairs(JsonNode object) {
        return object.properties().stream()
                .map(member -> member.getKey() + " " + member.getValue().asText())
                .collect(Collectors.joining(", "));
    }

    private static String cost(@Nullable JsonNode microdollars) {
        return microdollars == null || microdollars.isNull() || microdollars.isMissingNode()
                ? "nothing that is known"
                : microdollars.decimalValue().toPlainString() + " microdollars";
    }

    private static String millis(long us) {
        return String.format(Locale.ROOT, us < 10_000 ? "%.1f ms" : "%.0f ms", us / 1_000.0);
    }
}
