package dev.penstock.core.rollout;

import dev.penstock.core.config.Checks;

/**
 * Something that makes a request bad, or in which the candidate may be worse, and how it is judged.
 *
 * @param label of {@link GuardrailKind#FEEDBACK}, the label or signal; empty of all others
 * @param weight its part of the chance of a false alarm, against those of the others
 * @param tolerated by how much the candidate's rate may be above the baseline's before that is harm: 0.2 for a fifth.
 *     Of {@link GuardrailKind#SCORE}, by how much its mean may be below
 */
public record Guardrail(GuardrailKind kind, String label, Limit limit, double weight, double tolerated) {
    /** The most characters of a label. */
    public static final int MOST_LABEL = 64;

    public Guardrail {
        boolean isMean = kind == GuardrailKind.SCORE;
        boolean hasLimit = limit instanceof Limit.Fixed || limit instanceof Limit.BaselineP95;
        boolean isPositive = !(limit instanceof Limit.Fixed(long units)) || units > 0;
        boolean mayFollow = !(limit instanceof Limit.BaselineP95) || kind.mayFollowBaseline();
        new Checks()
                .that(
                        label.isEmpty() != (kind == GuardrailKind.FEEDBACK) && label.length() <= MOST_LABEL,
                        "label",
                        label,
                        kind == GuardrailKind.FEEDBACK
                                ? "the feedback's label or signal, in 1 to " + MOST_LABEL + " characters"
                                : "none, for only " + GuardrailKind.FEEDBACK.word() + " has one")
                .that(
                        hasLimit == kind.hasLimit()
                                && isPositive
                                && mayFollow
                                && isMean == (limit instanceof Limit.Mean),
                        "limit",
                        limit,
                        !kind.hasLimit()
                                ? (isMean ? "a mean of " : "none of ") + kind.word()
                                : kind.mayFollowBaseline() ? "a limit above 0, or baseline_p95" : "a limit above 0")
                .that(weight > 0 && weight <= 1_000, "weight", weight, "a number above 0, and at most 1000")
                .that(
                        !(limit instanceof Limit.Mean(double margin)) || (margin > 0 && margin <= 1),
                        "margin",
                        limit instanceof Limit.Mean(double margin) ? margin : null,
                        "a number above 0, and at most 1")
                .number("tolerated", tolerated, 0, isMean ? 1 : 10)
                .done();
    }

    /** One that is not a matter of how much, with the weight of most. */
    public static Guardrail of(GuardrailKind kind) {
        return new Guardrail(kind, "", new Limit.None(), 1, 0);
    }

    /** As a person calls it, and as it is known by in traces and metrics: {@code error}, {@code feedback:off_topic}. */
    public String word() {
        return label.isEmpty() ? kind.word() : kind.word() + ":" + label;
    }
}
