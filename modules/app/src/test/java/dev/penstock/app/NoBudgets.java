package dev.penstock.app;

import dev.penstock.core.Escrow;

/** For nodes whose budgets a test is not about. */
final class NoBudgets implements Escrow {
    @Override
    public Reserved reserve(String budget, long units) {
        return new Lacking(Why.UNKNOWN_BUDGET);
    }

    @Override
    public void settle(Hold hold, long spent) {
        throw new IllegalStateException("nothing was held");
    }
}
