package dev.penstock.canary;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest requests of this node by sticky key and digest, to notice when a user asks the same again. Bounded: of
 * several that fall into one place the newest stays. Safe for several threads; never waits.
 */
final class Regenerations {
    private static final int PLACES = 1 << 14;

    private final AtomicReferenceArray<Answered> places = new AtomicReferenceArray<>(PLACES);

    /** A request that is over. */
    record Answered(Scoring scoring, ArmOutcome outcome, String digest, long atNanos) {
        Duration until(long nowNanos) {
            return Duration.ofNanos(Math.max(0, nowNanos - atNanos));
        }

        private boolean isSame(String rollout, long key, String other) {
            return outcome.key() == key
                    && digest.equals(other)
                    && outcome.rollout().equals(rollout);
        }
    }

    /** A request is over. */
    void ended(Answered answered) {
        places.set(place(answered.outcome().key(), answered.digest()), answered);
    }

    /** A request begins: the one before it by the same user with the same digest, which is told once; null for none. */
    @Nullable
    Answered begins(Drawn drawn, String digest) {
        int place = place(drawn.key(), digest);
        Answered before = places.get(place);
        return before != null
                        && before.isSame(drawn.rollout(), drawn.key(), digest)
                        && places.compareAndSet(place, before, null)
                ? before
                : null;
    }

    private static int place(long key, String digest) {
        long mixed = (key ^ digest.hashCode()) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> (Long.SIZE - 14));
    }
}
