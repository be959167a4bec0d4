package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.healing.learned.ActiveRule;
import dev.penstock.healing.learned.RuleMatch;
import dev.penstock.router.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Asks targets after the others that a rule says would fail. */
final class RuleOrder {
    private RuleOrder() {}

    /** The rules that change an order: none where all targets are to be the last. */
    static List<ActiveRule> applied(Order order, RuleMatch match) {
        List<ActiveRule> last = new ArrayList<>(0);
        for (Release.Rung rung : order.ladder()) {
            ActiveRule rule = match.last(rung.target().name());
            if (rule != null) {
                last.add(rule);
            }
        }
        return last.size() == order.ladder().size() ? List.of() : last;
    }

    static Order of(Order order, List<ActiveRule> applied) {
        if (applied.isEmpty()) {
            return order;
        }
        List<Release.Rung> first = new ArrayList<>(order.ladder().size());
        List<Release.Rung> last = new ArrayList<>(1);
        for (Release.Rung rung : order.ladder()) {
            boolean waits = applied.stream()
                    .anyMatch(active ->
                            active.rule().target().equals(rung.target().name()));
            (waits ? last : first).add(rung);
        }
        first.addAll(last);
        String why = applied.stream()
                .map(active -> active.rule().target() + " (rule " + active.id() + ")")
                .collect(Collectors.joining(", "));
        return new Order(first, order.reason() + "; known to fail, so last: " + why);
    }
}
