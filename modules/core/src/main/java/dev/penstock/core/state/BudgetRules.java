package dev.penstock.core.state;

import dev.penstock.core.state.BudgetState.Block;
import dev.penstock.core.state.Objection.Kind;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which writes about a budget make sense on top of what was decided about it, and what they make of that. */
final class BudgetRules {
    private BudgetRules() {}

    /** The objection to a write; null if there is none. The budget is null if nothing was decided about it. */
    static @Nullable Objection objection(Command.OfBudget command, @Nullable BudgetState budget) {
        return switch (command) {
            case Command.SetBudget set -> set(set, budget);
            case Command.GrantBlock grant -> budget == null ? unknown(command) : grant(grant, budget);
            case Command.ReturnBlock back -> budget == null ? unknown(command) : giveBack(back, budget);
        };
    }

    /** What a write to which there is no objection makes of a budget. */
    static BudgetState after(String id, Command.OfBudget command, @Nullable BudgetState budget) {
        return switch (command) {
            case Command.SetBudget(String name, long units, BudgetPeriod period) ->
                budget == null
                        ? new BudgetState(name, units, period, new TreeMap<>(), null)
                        : new BudgetState(name, units, period, budget.uses(), budget.closed());
            case Command.GrantBlock grant -> Objects.requireNonNull(budget).grant(id, grant);
            case Command.ReturnBlock back -> Objects.requireNonNull(budget).giveBack(back);
        };
    }

    private static Objection unknown(Command.OfBudget command) {
        return new Objection(Kind.NOT_FOUND, "budget", "There is no budget '" + command.budget() + "'.");
    }

    private static @Nullable Objection set(Command.SetBudget set, @Nullable BudgetState budget) {
        if (budget == null) {
            return null;
        }
        if (set.period() != budget.period()) {
            return new Objection(
                    Kind.CONFLICT,
                    "period",
                    "Budget '" + set.budget() + "' has the period '"
                            + budget.period().word() + "', which cannot be changed to '"
                            + set.period().word() + "': expected that period, or a budget of another name.");
        }
        return set.units() == budget.limit()
                ? new Objection(
                        Kind.CONFLICT,
                        "units",
                        "Budget '" + set.budget() + "' has the limit " + set.units() + " already.")
                : null;
    }

    private static @Nullable Objection grant(Command.GrantBlock grant, BudgetState budget) {
        Instant start = grant.periodStart();
        if (!budget.period().start(start).equals(start) || budget.isClosed(start)) {
            return new Objection(
                    Kind.CONFLICT,
                    "period_start",
                    start + " is not the start of an open period of budget '" + grant.budget()
                            + "': expected that of a period '" + budget.period().word() + "'"
                            + (budget.closed() == null ? "." : " after " + budget.closed() + "."));
        }
        return grant.units() > budget.left(start)
                ? new Objection(
                        Kind.CONFLICT,
                        "units",
                        grant.units() + " units of budget '" + grant.budget() + "' are not there: expected at most "
                                + budget.left(start) + ", which is what is left of " + budget.limit()
                                + " in the period from " + start + ".")
                : null;
    }

    private static @Nullable Objection giveBack(Command.ReturnBlock back, BudgetState budget) {
        Block block = budget.periodOf(back.grant())
                .map(start -> budget.use(start).blocks().get(back.grant()))
                .orElse(null);
        if (block == null) {
            return new Objection(
                    Kind.NOT_FOUND,
                    "grant",
                    "Budget '" + back.budget() + "' has no outstanding block '" + back.grant()
                            + "': it was never granted, or was returned before, or its period is over.");
        }
        if (!block.node().equals(back.node()) || !block.journal().equals(back.journal())) {
            return new Objection(
                    Kind.CONFLICT,
                    "node",
                    "Block '" + back.grant() + "' is not that of node '" + back.node() + "' with journal '"
                            + back.journal() + "': expected node '" + block.node() + "' with journal '"
                            + block.journal() + "'.");
        }
        return back.unspent() > block.units()
                ? new Objection(
                        Kind.CONFLICT,
                        "unspent",
                        back.unspent() + " units cannot be returned of block '" + back.grant() + "': expected at most "
                                + block.units() + ".")
                : null;
    }
}
