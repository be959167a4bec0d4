package dev.penstock.core.state;

import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.state.RuleState.Kept;
import dev.penstock.core.state.RuleState.Revoked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the effective records about rules make of them. A revocation stands until a write that keeps the rule names it:
 * one of which that write did not know stands.
 */
final class RuleFold {
    /** The newest by the rules' ids. */
    private final Map<String, Kept> kept = new HashMap<>();

    private final Map<String, TreeSet<Revoked>> revoked = new HashMap<>();
    /** Ids of revocations that were taken back. */
    private final Set<String> over = new HashSet<>();

    void keep(ControlRecord record, KeptRule rule, List<String> overRevocations) {
        over.addAll(overRevocations);
        kept.put(rule.id(), new Kept(rule, record));
    }

    void revoke(ControlRecord record, Command.RevokeRule command) {
        revoked.computeIfAbsent(
                        command.id(), _ -> new TreeSet<>(Comparator.comparing(Revoked::record, ControlRecord.ORDER)))
                .add(new Revoked(command.rule(), record));
    }

    /** The ids of the records that determine the state. */
    Set<String> standing() {
        Set<String> ids = new HashSet<>();
        revoked.values()
                .forEach(each -> each.forEach(one -> ids.add(one.record().id())));
        ids.removeAll(over);
        kept.values().forEach(one -> ids.add(one.record().id()));
        return ids;
    }

    /** The ids of all that was taken back. */
    Set<String> ended() {
        return over;
    }

    RuleState state() {
        Map<String, List<Revoked>> standing = new TreeMap<>();
        revoked.forEach((rule, all) -> {
            List<Revoked> left = new ArrayList<>(all);
            left.removeIf(one -> over.contains(one.record().id()));
            if (!left.isEmpty()) {
                standing.put(rule, List.copyOf(left));
            }
        });
        Map<String, Kept> in = new HashMap<>(kept);
        in.keySet().removeAll(standing.keySet());
        return new RuleState(in, standing);
    }
}
