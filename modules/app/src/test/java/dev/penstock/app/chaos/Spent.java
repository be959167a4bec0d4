package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Write.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What was spent of the budgets of a history. Acknowledged spends of a budget are never more than its limit together,
 * and those of one node never more than what it was granted and has not returned.
 */
final class Spent {
    private final History history;

    Spent(History history) {
        this.history = history;
    }

    void check(Violations violations) {
        history.budgets().forEach((name, budget) -> {
            long all = acknowledged(name, _ -> true);
            violations.require(
                    all <= budget.limit(),
                    () -> "overspent: " + all + " units of the " + budget.limit() + " of budget " + name);
            long had = sum(budget.had());
            violations.require(
                    had <= budget.limit(),
                    () -> "granted: " + had + " units of the " + budget.limit() + " of budget " + name);
            if (!budget.had().isEmpty()) {
                history.nodes().forEach(node -> check(name, node, budget.had().getOrDefault(node, 0L), violations));
            }
        });
    }

    private void check(String budget, String node, long had, Violations violations) {
        long spent = acknowledged(budget, spend -> spend.node().equals(node));
        violations.require(
                spent <= had,
                () -> node + " has spent " + spent + " units of budget " + budget + ", of which it had " + had);
    }

    private long acknowledged(String budget, Predicate<Spend> which) {
        return sum(budget, Outcome.DONE, which);
    }

    private long sum(String budget, Outcome outcome, Predicate<Spend> which) {
        return history.spends().stream()
                .filter(spend -> spend.budget().equals(budget) && spend.outcome() == outcome)
                .filter(which)
                .mapToLong(Spend::units)
                .sum();
    }

    private static long sum(Map<String, Long> units) {
        return units.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How much of each budget was spent, for people. */
    String story() {
        return new TreeMap<>(history.budgets())
                .entrySet().stream()
                        .map(budget -> story(budget.getKey(), budget.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private String story(String name, Budget budget) {
        long spent = acknowledged(name, _ -> true);
        long asked = history.spends().stream()
                .filter(spend -> spend.budget().equals(name))
                .count();
        return "budget %s: %d of %d units spent (%.1f %%), %d perhaps, %d granted to nobody, asked %d times"
                .formatted(
                        name,
                        spent,
                        budget.limit(),
                        100.0 * spent / budget.limit(),
                        sum(name, Outcome.UNKNOWN, _ -> true),
                        budget.limit() - sum(budget.had()),
                        asked);
    }
}
