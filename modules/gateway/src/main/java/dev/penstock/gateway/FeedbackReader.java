package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.Sha256;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.trace.store.FeedbackDesk.Given;
import dev.penstock.trace.store.FeedbackDesk.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a caller says of an answer: the body of {@code POST /v1/feedback}. */
final class FeedbackReader {
    private static final Set<String> FIELDS =
            Set.of("trace", "answer", "id", "thumb", "score", "label", "correction", "comment", "signal");
    private static final List<String> THUMBS = List.of("up", "down");
    private static final List<String> SIGNALS = List.of("accepted", "retried", "abandoned");
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_LABEL = 64;
    private static final int LONGEST_TEXT = 65_536;
    private static final int DIGEST_DIGITS = 32;

    private final JsonObjectIndex body;
    private final List<Said> said = new ArrayList<>();

    /** A field that is not as it must be. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String field;
        private final String what;

        Wrong(String field, String what) {
            super(field, null, false, false);
            this.field = field;
            this.what = what;
        }
    }

    private FeedbackReader(JsonObjectIndex body) {
        this.body = body;
    }

    /**
     * Reads a body.
     *
     * @param caller the name of the key that it came with; null for none
     * @param anybody whether callers need no key
     */
    static Result<Given> read(byte[] bytes, @Nullable String caller, boolean anybody, Instant at) {
        try {
            return Result.ok(new FeedbackReader(new JsonObjectIndex(bytes)).read(caller, anybody, at));
        } catch (MalformedJsonException e) {
            return Result.refused(new Refusal.MalformedJson(e.offset(), e.expected()));
        } catch (Wrong e) {
            return Result.refused(new Refusal.InvalidField(e.field, e.field + " is " + e.what + "."));
        }
    }

    private Given read(@Nullable String caller, boolean anybody, Instant at) {
        for (String name : body.members().keySet()) {
            if (!FIELDS.contains(name)) {
                throw new Wrong(CallerText.shown(name), "unknown, expected only " + String.join(", ", sorted()));
            }
        }
        String trace = text("trace", 128);
        String answer = text("answer", 128);
        if ((trace == null) == (answer == null)) {
            throw new Wrong(
                    "trace",
                    (trace == null ? "missing" : "there beside answer")
                            + ", expected either trace (the header x-penstock-trace) or answer (the answer's own id)");
        }
        word("thumb", THUMBS);
        Member score = body.find("score");
        if (score != null) {
            said.add(new Said("score", score(score), null, null));
        }
        String label = text("label", LONGEST_LABEL);
        if (label != null) {
            said.add(new Said("label", null, label, null));
        }
        for (String name : List.of("correction", "comment")) {
            String text = text(name, LONGEST_TEXT);
            if (text != null) {
                said.add(new Said(name, null, null, text));
            }
        }
        word("signal", SIGNALS);
        if (said.isEmpty()) {
            throw new Wrong("thumb", "missing, expected one of thumb, score, label, correction, comment, signal");
        }
        String id = text("id", LONGEST_ID);
        String key = id == null ? Sha256.hex(said.toString()).substring(0, DIGEST_DIGITS) : id;
        return new Given(trace, answer, key, caller, anybody, at, said);
    }

    private static List<String> sorted() {
        return FIELDS.stream().sorted().toList();
    }

    private void word(String name, List<String> words) {
        String word = text(name, LONGEST_LABEL);
        if (word == null) {
            return;
        }
        if (!words.contains(word)) {
            throw new Wrong(name, "'" + CallerText.shown(word) + "', expected one of " + String.join(", ", words));
        }
        said.add(new Said(name, null, word, null));
    }

    private double score(Member member) {
        if (member.kind() == Kind.NUMBER) {
            double score = Double.parseDouble(new String(body.at(member).copy(), UTF_8));
            if (score >= 0 && score <= 1) {
                return score;
            }
        }
        throw new Wrong("score", "not a number from 0 to 1, expected one");
    }

    private @Nullable String text(String name, int longest) {
        Member member = body.find(name);
        if (member == null || member.kind() == Kind.NULL) {
            return null;
        }
        String text = member.kind() == Kind.STRING ? body.at(member).string() : "";
        if (text.isBlank() || text.length() > longest || text.indexOf(0) >= 0) {
            throw new Wrong(name, "not a text of 1 to " + longest + " characters, expected one");
        }
        return text;
    }
}
