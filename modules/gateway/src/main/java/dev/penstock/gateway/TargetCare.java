package dev.penstock.gateway;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Release;
import dev.penstock.healing.Rests;
import dev.penstock.healing.RetryBudget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all requests of a node know of a target's state, so that none of them makes it worse. Safe on any thread. */
final class TargetCare {
    /** How long a target whose quota is spent is left alone: it comes back when somebody pays, and does not say. */
    private static final Duration QUOTA_REST = Duration.ofSeconds(60);

    private final Map<String, Double> shares;
    private final Rests asked = new Rests();
    private final Rests unpaid = new Rests();
    private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

    /** {@code shares} of first attempts that may be retried, by the targets that have their own. */
    TargetCare(Map<String, Double> shares) {
        this.shares = shares;
    }

    /**
     * Why a target is left alone.
     *
     * @param left for so long
     * @param isUnpaid because its quota is spent, and not because it asked for a time
     */
    record Rest(Duration left, boolean isUnpaid) {}

    /** Notes what a failure says of the target, at a time of the monotonic clock. */
    void failed(Release.Rung rung, Diagnosis diagnosis, long now) {
        String target = rung.target().name();
        switch (diagnosis) {
            case Diagnosis.RateLimited(Duration wait) when wait != null -> asked.rest(target, wait, now);
            case Diagnosis.Overloaded(Duration wait) when wait != null -> asked.rest(target, wait, now);
            case Diagnosis.Fault fault
            when fault == Diagnosis.Fault.QUOTA_EXHAUSTED -> unpaid.rest(target, QUOTA_REST, now);
            case Diagnosis.RateLimited _,
                    Diagnosis.Overloaded _,
                    Diagnosis.UnsupportedParameter _,
                    Diagnosis.OutputLimit _,
                    Diagnosis.Fault _,
                    Diagnosis.Declined _,
                    Diagnosis.Own _ -> {}
        }
    }

    /** Why a target is left alone; null if it may be asked. */
    @Nullable
    Rest rest(Release.Rung rung, long now) {
        Duration spent = unpaid.left(rung.target().name(), now);
        if (spent != null) {
            return new Rest(spent, true);
        }
        Duration wait = asked.left(rung.target().name(), now);
        return wait == null ? null : new Rest(wait, false);
    }

    /** How many more retries it bears. */
    RetryBudget budget(Release.Rung rung) {
        String target = rung.target().name();
        RetryBudget known = budgets.get(target);
        // Without a lock for all but the first.
        return known == null ? budgets.computeIfAbsent(target, this::newBudget) : known;
    }

    private RetryBudget newBudget(String target) {
        return RetryBudget.ofRetries(shares.getOrDefault(target, RetryBudget.SHARE));
    }
}
