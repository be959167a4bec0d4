package dev.penstock.core.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What makes a request bad, or in what the candidate may be worse. Each is judged on its own. */
public enum GuardrailKind {
    /** An attempt of its own release failed, or none could be made, or it took longer than the horizon. */
    ERROR,
    /** An answer broke the contract, and was asked for again or given up: what a rule repairs is not bad. */
    CONTRACT,
    /** An answer without content. */
    EMPTY,
    /** An answer that ended at the most output tokens. */
    TRUNCATED,
    /** The model declined, or a filter did. */
    REFUSAL,
    /** A tool call whose arguments are malformed, or of a tool that was not offered. */
    TOOL_CALL,
    /** A stream that broke off after its first content. */
    STREAM,
    /** The first content of a stream took too long, from its first attempt on. */
    TTFT,
    /** All of it took too long, from its first attempt on. */
    TOTAL,
    /** The 95th percentile between pieces of its stream was too long. */
    BETWEEN,
    /** It cost too much. */
    COST,
    /** The same user asked the same again soon. */
    REGENERATED,
    /** Somebody gave it a thumb down. */
    THUMB_DOWN,
    /** Somebody gave it a certain label or signal. */
    FEEDBACK,
    /** No request is bad by it: the mean of the scores that somebody gave its answers is compared. */
    SCORE;

    /** The word for it in policies, traces, metrics and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a word, if it is one. */
    public static Optional<GuardrailKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** Whether it says from where on a request is bad: microseconds or, of a cost, microdollars. */
    public boolean hasLimit() {
        return switch (this) {
            case TTFT, TOTAL, BETWEEN, COST, REGENERATED -> true;
            case ERROR, CONTRACT, EMPTY, TRUNCATED, REFUSAL, TOOL_CALL, STREAM, THUMB_DOWN, FEEDBACK, SCORE -> false;
        };
    }

    /** Whether its limit may be the baseline's own past 95th percentile. */
    public boolean mayFollowBaseline() {
        return this == TTFT || this == TOTAL || this == BETWEEN;
    }
}
