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
    /** How long a provider whose quota is spent is left alone: it comes back when somebody pays, and does not say. */
    private static final Duration QUOTA_REST = Duration.ofSeconds(60);

    private final Rests rests = new Rests();
    private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

    /** Notes what a failure says of the target, at a time of the monotonic clock. */
    void failed(Release.Rung rung, Diagnosis diagnosis, long now) {
        switch (diagnosis) {
            case Diagnosis.RateLimited(Duration wait)
            when wait != null -> rests.rest(rung.target().name(), wait, now);
            case Diagnosis.Overloaded(Duration wait)
            when wait != null -> rests.rest(rung.target().name(), wait, now);
            case Diagnosis.Fault fault
            when fault == Diagnosis.Fault.QUOTA_EXHAUSTED -> rests.rest(ofProvider(rung), QUOTA_REST, now);
            case Diagnosis.RateLimited _,
                    Diagnosis.Overloaded _,
                    Diagnosis.UnsupportedParameter _,
                    Diagnosis.Fault _,
                    Diagnosis.Declined _,
                    Diagnosis.Own _ -> {}
        }
    }

    /** How long a target is still to be left alone; null if it may be asked. */
    @Nullable
    Duration rest(Release.Rung rung, long now) {
        Duration target = rests.left(rung.target().name(), now);
        Duration provider = rests.left(ofProvider(rung), now);
        if (target == null || provider == null) {
            return target == null ? provider : target;
        }
        return target.compareTo(provider) > 0 ? target : provider;
    }

    /** How many more retries it bears. */
    RetryBudget budget(Release.Rung rung) {
        return budgets.computeIfAbsent(rung.target().name(), _ -> new RetryBudget(RetryBudget.SHARE));
    }

    /** A target's name has no space. */
    private static String ofProvider(Release.Rung rung) {
        return "provider " + rung.provider().name();
    }
}
