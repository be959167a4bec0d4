package dev.penstock.core.state;

import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What links of the chain make of budgets. A link that does not go with those before it has no effect: so a budget
 * holds even after the loss of more disks than a write is safe against, for whoever does not find a block here does not
 * spend it.
 */
final class BudgetFold {
    private final Map<String, BudgetState> budgets = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    /** What the names of the budgets of the newest rollouts begin with, by their routes. */
    private final Map<String, String> rollouts = new HashMap<>();

    /**
     * A record that had an effect.
     *
     * @param period when the period started that it is about; null if it is about all
     */
    private record Part(String id, String budget, @Nullable Instant period) {}

    /** A rollout brings the budgets of its stages, in place of those of the one before on its route. */
    void open(ControlRecord record, Command.StartRollout start) {
        String before = rollouts.put(start.route(), RolloutBudget.prefix(record.id()));
        if (before != null) {
            budgets.keySet().removeIf(name -> name.startsWith(before));
            parts.removeIf(part -> part.budget().startsWith(before));
        }
        for (int i = 0; i < start.policy().stages().size(); i++) {
            Exposure exposure = start.policy().stages().get(i).exposure();
            for (RolloutBudget budget : RolloutBudget.of(exposure)) {
                String name = budget.name(record.id(), i);
                long units = Objects.requireNonNull(budget.units(exposure));
                budgets.put(name, new BudgetState(name, units, BudgetPeriod.NONE, new TreeMap<>(), null));
            }
        }
    }

    void add(ControlRecord record, Command.OfBudget command) {
        BudgetState before = budgets.get(command.budget());
        if (BudgetRules.objection(command, before) == null) {
            Instant period = switch (command) {
                case Command.SetBudget _ -> null;
                case Command.GrantBlock grant -> grant.periodStart();
                case Command.ReturnBlock back ->
                    Objects.requireNonNull(before).periodOf(back.grant()).orElseThrow();
            };
            parts.add(new Part(record.id(), command.budget(), period));
            budgets.put(command.budget(), BudgetRules.after(record.id(), command, before));
        }
    }

    /**
     * The ids of the records that determine the states: those of periods that are kept, and of the last one dropped.
     */
    Set<String> standing() {
        return parts.stream().filter(this::isStanding).map(Part::id).collect(Collectors.toSet());
    }

    private boolean isStanding(Part part) {
        BudgetState budget = Objects.requireNonNull(budgets.get(part.budget()));
        return part.period() == null
                || budget.uses().containsKey(part.period())
                || part.period().equals(budget.closed());
    }

    Map<String, BudgetState> states() {
        return Map.copyOf(budgets);
    }
}
