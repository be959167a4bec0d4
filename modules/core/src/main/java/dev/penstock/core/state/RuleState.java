package dev.penstock.core.state;

import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import java.util.List;
import java.util.Map;

/**
 * What operators have decided about rules, by the rules' ids.
 *
 * @param kept those that they keep, whether their time is over or not, and that nobody has revoked since
 * @param revoked those that are neither applied nor learned: the revocations that stand, the oldest first
 */
public record RuleState(Map<String, Kept> kept, Map<String, List<Revoked>> revoked) {
    /** Before the first decision. */
    public static final RuleState NONE = new RuleState(Map.of(), Map.of());

    public RuleState {
        kept = Map.copyOf(kept);
        revoked = Map.copyOf(revoked);
    }

    /** A rule that is kept. */
    public record Kept(KeptRule rule, ControlRecord record) {}

    /** A revocation. */
    public record Revoked(HealingRule rule, ControlRecord record) {}

    /** The ids of the records that have revoked a rule. */
    public List<String> revocations(String rule) {
        return revoked.getOrDefault(rule, List.of()).stream()
                .map(revocation -> revocation.record().id())
                .toList();
    }
}
