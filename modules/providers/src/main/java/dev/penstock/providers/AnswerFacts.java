package dev.penstock.providers;

import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.json.JsonCursor;
import org.jspecify.annotations.Nullable;

/** What Penstock must know of an answer, gathered while it goes by. Belongs to one answer and one thread. */
public final class AnswerFacts {
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String fingerprint;
    private @Nullable FinishReason finish;
    private @Nullable Usage usage;
    private boolean content;
    private boolean answer;
    private long pieces;

    /** Whether a text at the cursor, which is read, is content: white space alone is none before there is an answer. */
    public boolean isContent(JsonCursor text) {
        return answer ? text.nonEmptyString() : text.visibleString();
    }

    /** The same of a text that was read. */
    public boolean isContent(String text) {
        return answer ? !text.isEmpty() : !text.isBlank();
    }

    /** The id that the answer calls itself by. */
    public @Nullable String id() {
        return id;
    }

    /** The model that the provider says answered. */
    public @Nullable String model() {
        return model;
    }

    /** The provider's word for the machinery behind the answer. */
    public @Nullable String fingerprint() {
        return fingerprint;
    }

    /** Why the model stopped. */
    public @Nullable FinishReason finish() {
        return finish;
    }

    /** The tokens it used. */
    public @Nullable Usage usage() {
        return usage;
    }

    /** Whether there was any content: text, reasoning, a refusal or a tool call. */
    public boolean content() {
        return content;
    }

    /** Whether there was any but reasoning: without it nothing was answered. */
    public boolean answer() {
        return answer;
    }

    /** How often there was any: grows while an answer goes on, and not by comments and pings. */
    public long pieces() {
        return pieces;
    }

    public void id(String said) {
        if (!said.isEmpty()) {
            id = said;
        }
    }

    public void model(String said) {
        if (!said.isEmpty()) {
            model = said;
        }
    }

    public void fingerprint(String said) {
        fingerprint = said;
    }

    public void finish(FinishReason said) {
        finish = said;
    }

    public void usage(Usage said) {
        usage = said;
    }

    public void sawContent() {
        answer = true;
        sawReasoning();
    }

    /** Reasoning is content, but no answer. */
    public void sawReasoning() {
        content = true;
        pieces++;
    }
}
