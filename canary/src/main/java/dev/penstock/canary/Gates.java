package dev.penstock.canary;

import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.state.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the webhooks that are gates, again and again until what they say is not needed any more: one question at a time
 * for each rollout. For one thread, but for {@link #asked}.
 */
final class Gates {
    private static final Logger LOG = LoggerFactory.getLogger("penstock.rollouts");
    /** Between an answer and the next question; and for so long a yes counts. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final GateDoor door;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor loop;
    /** By the ids of what let the rollouts into their stages, or on in them. */
    private final Map<String, Stay> stays = new ConcurrentHashMap<>();

    /** What is known since a rollout has been in its stage. An answer that comes when it is out counts for nothing. */
    private static final class Stay {
        private boolean asking;
        private long notBefore;
        private volatile @Nullable Asked asked;

        private Stay(long nowNanos) {
            notBefore = nowNanos;
        }
    }

    /** @param loop runs what is to be done on the one thread */
    Gates(GateDoor door, InstantSource clock, LongSupplier nanoTime, Executor loop) {
        this.door = door;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.loop = loop;
    }

    /** The yes that was said within the last half minute. Where there is none, it is asked for, if it is time. */
    Optional<GateAnswer.Yes> yes(RolloutState rollout, Decision.Ask ask, Evidence evidence) {
        long now = nanoTime.getAsLong();
        Stay stay = stays.computeIfAbsent(rollout.stay().id(), _ -> new Stay(now));
        if (stay.asking) {
            return Optional.empty();
        }
        if (now - stay.notBefore >= 0) {
            ask(stay, rollout, ask, evidence);
            return Optional.empty();
        }
        Asked asked = stay.asked;
        return asked != null && asked.answer() instanceof GateAnswer.Yes yes ? Optional.of(yes) : Optional.empty();
    }

    private void ask(Stay stay, RolloutState rollout, Decision.Ask ask, Evidence evidence) {
        stay.asking = true;
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        door.ask(
                        ask.webhook(),
                        new GateQuestion(
                                rollout, ask.proven(), evidence.all(Arm.CANDIDATE), evidence.all(Arm.BASELINE)))
                .whenCompleteAsync(
                        (answer, failure) -> {
                            stay.asking = false;
                            stay.notBefore = nanoTime.getAsLong() + AGAIN_NANOS;
                            hear(
                                    stay,
                                    rollout,
                                    ask.webhook(),
                                    new Asked(at, failure == null ? answer : new GateAnswer.None(failure.toString())));
                        },
                        loop);
    }

    private static void hear(Stay stay, RolloutState rollout, String webhook, Asked asked) {
        Asked before = stay.asked;
        if (before == null || !before.answer().equals(asked.answer())) {
            LOG.info(
                    "webhook {}, asked whether the rollout of route {} may leave stage {}, {}",
                    webhook,
                    rollout.terms().route(),
                    rollout.currentStage().word(),
                    asked.answer().told());
        }
        stay.asked = asked;
    }

    /** What was said last since a rollout has been in its stage; null if nothing was. On any thread. */
    @Nullable
    Asked asked(RolloutState rollout) {
        Stay stay = stays.get(rollout.stay().id());
        return stay == null ? null : stay.asked;
    }

    /** Forgets the others. */
    void keep(Set<String> these) {
        stays.keySet().retainAll(these);
    }
}
