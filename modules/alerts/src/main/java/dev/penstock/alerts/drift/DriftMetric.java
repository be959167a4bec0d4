package dev.penstock.alerts.drift;

import java.util.Locale;

/** What is watched of the answers to a release, and which way it may not go. */
public enum DriftMetric {
    /** The model declines, or the provider holds content back. */
    REFUSALS("refused"),
    /** Answers have more output tokens than three quarters of them used to have. */
    LONGER_ANSWERS("longer than three quarters used to be"),
    /** Answers have fewer output tokens than three quarters of them used to have. */
    SHORTER_ANSWERS("shorter than three quarters used to be"),
    /** The first answer to a request does not satisfy its contract as it comes. */
    CONTRACT_MISSES("against the contract at first"),
    /** An answer satisfies its contract only once it is repaired. */
    REPAIRS("repaired"),
    /** The model calls tools more often. */
    MORE_TOOL_CALLS("calls of tools"),
    /** The model calls tools less often. */
    FEWER_TOOL_CALLS("without calls of tools"),
    /** The provider names a model or a fingerprint that it did not name before. */
    OTHER_MACHINERY("by a model or with a fingerprint not known before"),
    /** Requests cost more than three quarters of them used to cost. */
    HIGHER_COST("dearer than three quarters used to be"),
    /** The same caller sends the same request again, within a minute. */
    ASKED_AGAIN("to a request that was sent again within a minute");

    private final String words;

    DriftMetric(String words) {
        this.words = words;
    }

    /** The word for it in the API and in webhooks. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the answers are that it counts. */
    String words() {
        return words;
    }
}
