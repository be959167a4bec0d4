package dev.penstock.core.rollout;

/** From where on a request is bad, or a mean is worse. */
public sealed interface Limit {
    /** It is not a matter of how much. */
    record None() implements Limit {}

    /**
     * More than that is bad; of {@link GuardrailKind#REGENERATED}, less is.
     *
     * @param units microseconds, or microdollars of a cost
     */
    record Fixed(long units) implements Limit {}

    /** More than the baseline's own 95th percentile so far, which is known before the request and so no look ahead. */
    record BaselineP95() implements Limit {}

    /**
     * Of {@link GuardrailKind#SCORE}: it is no matter of single requests.
     *
     * @param margin the proof says that the candidate's mean is at most so much below the baseline's
     */
    record Mean(double margin) implements Limit {
        /** Where nobody says anything else. */
        public static final Mean USUAL = new Mean(0.05);
    }
}
