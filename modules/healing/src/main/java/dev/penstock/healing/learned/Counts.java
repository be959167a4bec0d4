package dev.penstock.healing.learned;

import dev.penstock.core.rule.RuleAction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often something was healed lately. Those of several nodes add up.
 *
 * @param healed by the action that would have prevented it
 * @param all these, those that were healed otherwise, and the attempts that went well
 */
record Counts(Map<RuleAction, Integer> healed, int all) {
    static final Counts NONE = new Counts(Map.of(), 0);
    /** With more that went well or were healed otherwise, the failure is not one that always comes. */
    private static final double LEAST_SHARE = 0.8;

    Counts {
        healed = Map.copyOf(healed);
    }

    Counts plus(Counts other) {
        Map<RuleAction, Integer> sums = new HashMap<>(healed);
        other.healed.forEach((action, count) -> sums.merge(action, count, Integer::sum));
        return new Counts(sums, all + other.all);
    }

    /** What is to be done ahead: what has healed so often, and nearly always. */
    Optional<RuleAction> verdict(int after) {
        return healed.entrySet().stream()
                .filter(entry -> entry.getValue() >= after && entry.getValue() >= LEAST_SHARE * all)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
