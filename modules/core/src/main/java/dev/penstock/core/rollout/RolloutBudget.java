package dev.penstock.core.rollout;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The budgets that hold a stage's {@link Exposure}, by their names in the escrow. */
public enum RolloutBudget {
    /** Requests of the candidate. */
    REQUESTS,
    /** Bad ones among them, and those that are not scored yet. */
    BAD,
    /** Microdollars of its attempts. */
    COST;

    private static final int SHORT = 16;

    /** Of all budgets of a rollout: what their names begin with. */
    public static String prefix(String rollout) {
        return "rollout/" + rollout.substring(0, Math.min(SHORT, rollout.length())) + "/";
    }

    /** Its name, for a stage of the rollout with this id. */
    public String name(String rollout, int stage) {
        return prefix(rollout) + stage + "/" + name().toLowerCase(Locale.ROOT);
    }

    /** How much of it a stage has; null for no limit. */
    public @Nullable Long units(Exposure exposure) {
        return switch (this) {
            case REQUESTS -> exposure.requests();
            case BAD -> exposure.bad();
            case COST -> exposure.microdollars();
        };
    }

    /** Those that a stage has. */
    public static List<RolloutBudget> of(Exposure exposure) {
        return Arrays.stream(values())
                .filter(budget -> budget.units(exposure) != null)
                .toList();
    }
}
