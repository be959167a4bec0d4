package dev.penstock.healing.learned;

import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule may be learned: a target that fails in one way.
 *
 * @param route the route whose requests fail so; null where that has nothing to do with the route
 */
public record Symptom(String target, @Nullable String route, Signature signature) {
    /** That of a failure in a request of a route. */
    public static Symptom of(String target, String route, Signature signature) {
        return switch (signature) {
            case Signature.Parameter _, Signature.ModelGone _ -> new Symptom(target, null, signature);
            // How much is said and what must be said is the route's.
            case Signature.EmptyAnswer _, Signature.InvalidOutput _ -> new Symptom(target, route, signature);
        };
    }

    /** That which a rule prevents. */
    static Symptom of(HealingRule rule) {
        return new Symptom(rule.target(), rule.route(), rule.signature());
    }

    HealingRule rule(RuleAction action) {
        return new HealingRule(target, route, signature, action);
    }
}
