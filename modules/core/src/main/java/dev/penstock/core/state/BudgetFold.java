package dev.penstock.core.state;

import java.util.HashMap;
import java.util.Map;

/**
 * What links of the chain make of budgets. A link that does not go with those before it has no effect: so a budget
 * holds even after the loss of more disks than a write is safe against, for whoever does not find a block here does not
 * spend it.
 */
final class BudgetFold {
    private final Map<String, BudgetState> budgets = new HashMap<>();

    void add(ControlRecord record, Command.OfBudget command) {
        BudgetState before = budgets.get(command.budget());
        if (BudgetRules.objection(command, before) == null) {
            budgets.put(command.budget(), BudgetRules.after(record.id(), command, before));
        }
    }

    Map<String, BudgetState> states() {
        return Map.copyOf(budgets);
    }
}
