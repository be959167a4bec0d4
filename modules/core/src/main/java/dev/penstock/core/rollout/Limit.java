package dev.penstock.core.rollout;

/** From where on a request is bad. */
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
}
