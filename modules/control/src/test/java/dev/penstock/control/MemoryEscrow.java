package dev.penstock.control;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.ControlPlane;
import java.util.HashMap;
import java.util.Map;

/** Budgets of a node that is alone, and has all of each at hand but for the first time that it is asked. */
final class MemoryEscrow implements Escrow {
    private final ControlPlane control;
    private boolean stopping;
    private final Map<String, Long> used = new HashMap<>();

    MemoryEscrow(ControlPlane control) {
        this.control = control;
    }

    /** As if the node was about to end. */
    synchronized void stop() {
        stopping = true;
    }

    private record Units(String budget, long units) implements Hold {}

    @Override
    public synchronized Reserved reserve(String budget, long units) {
        BudgetState terms = control.state().budgets().get(budget);
        if (terms == null) {
            return new Lacking(Why.UNKNOWN_BUDGET);
        }
        if (stopping) {
            return new Lacking(Why.STOPPING);
        }
        Long before = used.putIfAbsent(budget, 0L);
        if (before == null) {
            return new Lacking(Why.NOT_YET);
        }
        if (before + units > terms.limit()) {
            return new Lacking(Why.SPENT);
        }
        used.put(budget, before + units);
        return new Held(new Units(budget, units));
    }

    @Override
    public synchronized void settle(Hold hold, long spent) {
        used.merge(((Units) hold).budget(), spent - hold.units(), Long::sum);
    }
}
