package dev.penstock.gateway;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Escrow;
import dev.penstock.core.Escrow.Hold;
import dev.penstock.core.rollout.RolloutBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one request of a candidate holds of its stage's exposure until it is over: itself, that it may be bad, and the
 * most that it may cost. Belongs to one event loop.
 */
final class Exposed {
    private static final long PICODOLLARS = 1_000_000;

    private final Escrow escrow;
    private final List<Part> parts = new ArrayList<>(RolloutBudget.values().length);

    private record Part(RolloutBudget kind, Hold hold) {}

    private Exposed(Escrow escrow) {
        this.escrow = escrow;
    }

    /** Holds a part of each budget; null, and nothing held, where one of them lacks it. */
    static @Nullable Exposed hold(Escrow escrow, List<RolloutPlan.Budget> budgets, LongSupplier mostMicrodollars) {
        Exposed exposed = new Exposed(escrow);
        for (RolloutPlan.Budget budget : budgets) {
            long units = budget.kind() == RolloutBudget.COST ? mostMicrodollars.getAsLong() : 1;
            if (!(escrow.reserve(budget.name(), units) instanceof Escrow.Held(Hold hold))) {
                exposed.giveBack();
                return null;
            }
            exposed.parts.add(new Part(budget.kind(), hold));
        }
        return exposed;
    }

    /** The candidate was not asked after all. */
    void giveBack() {
        parts.forEach(part -> escrow.settle(part.hold(), 0));
        parts.clear();
    }

    /** The request is over; {@code own} are the candidate's attempts. */
    void settle(boolean bad, List<Attempt> own) {
        for (Part part : parts) {
            long spent = switch (part.kind()) {
                case REQUESTS -> 1;
                case BAD -> bad ? 1 : 0;
                case COST -> Math.min(part.hold().units(), cost(own, part.hold().units()));
            };
            escrow.settle(part.hold(), spent);
        }
        parts.clear();
    }

    /** In microdollars, rounded up; all that was held where nobody knows. */
    private static long cost(List<Attempt> own, long most) {
        long picodollars = 0;
        for (Attempt attempt : own) {
            if (attempt.costPicodollars() != null) {
                picodollars += attempt.costPicodollars();
            } else if (attempt.sentUs() >= 0 && !(attempt.failure() instanceof AttemptFailure.ErrorStatus)) {
                return most;
            }
        }
        return Math.ceilDiv(picodollars, PICODOLLARS);
    }
}
