package dev.penstock.healing.learned;

import dev.penstock.core.rule.RuleAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that are about one request. Immutable. */
public final class RuleMatch {
    /** No rule is. */
    public static final RuleMatch NONE = new RuleMatch(List.of(), List.of());

    private final List<ActiveRule> rules;
    /** Where an attempt that goes well says that no rule is needed. */
    private final List<Symptom> watched;

    RuleMatch(List<ActiveRule> rules, List<Symptom> watched) {
        this.rules = rules;
        this.watched = watched;
    }

    /** The rule by which a target is asked after the others; null if it has its own place. */
    public @Nullable ActiveRule last(String target) {
        for (ActiveRule active : rules) {
            if (active.rule().target().equals(target) && active.rule().action() instanceof RuleAction.AskLast) {
                return active;
            }
        }
        return null;
    }

    /** The rules by which what a target is sent may change. */
    public List<ActiveRule> changes(String target) {
        return rules.isEmpty()
                ? rules
                : rules.stream()
                        .filter(active -> active.rule().target().equals(target)
                                && !(active.rule().action() instanceof RuleAction.AskLast))
                        .toList();
    }

    List<Symptom> watched() {
        return watched;
    }
}
