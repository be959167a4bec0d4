package dev.penstock.canary;

import dev.penstock.core.ArmNote;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores the requests of rollouts, and leaves what they say in {@link RolloutScores}: a failure as soon as it happened,
 * what is good when it is over, and what users do and say afterwards. Safe for several threads; never waits.
 */
public final class RolloutDesk {
    private final RolloutScores scores;
    private final Regenerations regenerations = new Regenerations();
    /** The rollouts that are on, by their ids. */
    private volatile Map<String, Ongoing> ongoing = Map.of();

    private record Ongoing(Scoring scoring, BaselineLatency past) {}

    public RolloutDesk(RolloutScores scores) {
        this.scores = scores;
    }

    RolloutScores scores() {
        return scores;
    }

    /** Forgets what was seen of rollouts that are over. */
    public void take(ControlState state) {
        Map<String, RolloutPolicy> on = new HashMap<>();
        for (RouteState route : state.routes().values()) {
            RolloutState rollout = route.rollout();
            if (rollout != null && rollout.isOn()) {
                on.put(rollout.id(), rollout.terms().policy());
            }
        }
        take(on);
    }

    /** {@code on} are the policies of those that are on, by their ids. */
    synchronized void take(Map<String, RolloutPolicy> on) {
        Map<String, Ongoing> next = new HashMap<>();
        on.forEach((id, policy) -> {
            Ongoing before = ongoing.get(id);
            next.put(id, before != null ? before : new Ongoing(Scoring.of(policy), new BaselineLatency()));
        });
        ongoing = Map.copyOf(next);
    }

    /** A request is on a side from now on; {@code digest} is what it asks. */
    public void begins(Drawn drawn, @Nullable String digest, long nowNanos) {
        scores.assigned(drawn.rollout(), drawn.stage(), drawn.arm(), drawn.key());
        if (digest != null && mayComeAgain(drawn)) {
            Question question = Question.of(drawn, digest, nowNanos);
            scores.asked(question);
            asked(question);
        }
    }

    /** A user asks, of this node or of another: if this one answered the same before, that answer may be bad. */
    void asked(Question question) {
        Regenerations.Answered before = regenerations.asked(question);
        int bad = before == null ? 0 : before.scoring().regenerated(before.until(question));
        if (before != null && bad != 0) {
            scores.late(before.outcome().withBad(bad));
        }
    }

    /**
     * Looks at a request that is not over. It is scored once it is bad.
     *
     * @param before its score so far; null where it has none
     * @return its score now; null where it has none
     */
    public @Nullable ArmOutcome goesOn(Drawn drawn, Seen seen, @Nullable ArmOutcome before) {
        int bad = drawn.scoring().bits(seen, past(drawn));
        return before == null && bad == 0 ? null : scored(drawn, seen, before, bad, Took.UNKNOWN);
    }

    /**
     * A request is over.
     *
     * @param before its score so far; null where it has none
     * @param digest what it asked
     * @return its score; null where it has none, for it ended before it showed anything
     */
    public @Nullable ArmOutcome ended(
            Drawn drawn, Seen seen, @Nullable ArmOutcome before, @Nullable String digest, long nowNanos) {
        BaselineLatency past = past(drawn);
        int bad = drawn.scoring().bits(seen, past);
        if (before == null && bad == 0 && !seen.isTelling()) {
            return null;
        }
        ArmOutcome outcome = scored(drawn, seen, before, bad, took(drawn, seen));
        if (drawn.arm() == Arm.BASELINE) {
            past.add(seen);
        }
        if (digest != null && mayComeAgain(drawn)) {
            regenerations.ended(
                    new Regenerations.Answered(drawn.scoring(), outcome, Question.of(drawn, digest, nowNanos)));
        }
        return outcome;
    }

    /**
     * Somebody said something of the answer to a request, which may have been on another node. Of one that has no score
     * nothing counts: it would be bad without being a request.
     *
     * @param model the model that its own release's answer named; null where none did
     * @param kind what it is, in a word
     * @param value a score; null where it is none
     */
    public void said(
            ArmNote note,
            String trace,
            @Nullable String model,
            String kind,
            @Nullable Double value,
            @Nullable String label) {
        Ongoing rollout = ongoing.get(note.rollout());
        if (rollout == null || note.bad() == null) {
            return;
        }
        Arm arm = note.candidate() ? Arm.CANDIDATE : Arm.BASELINE;
        // Of sides as large as each other, which weigh what all scores do meanwhile alike.
        boolean compared = note.candidate() || note.concurrent();
        if (compared && value != null && rollout.scoring().isScore(kind, value)) {
            scores.rated(new Score.Rated(note.rollout(), note.stage(), arm, note.key(), trace, value));
        }
        int bad = rollout.scoring().said(kind, label);
        if (bad != 0) {
            scores.late(new ArmOutcome(
                    note.rollout(), note.stage(), arm, note.chance(), note.key(), bad, trace, model, null));
        }
    }

    /** The first score of a request is told whole, and after that only what is new. */
    private ArmOutcome scored(Drawn drawn, Seen seen, @Nullable ArmOutcome before, int bad, Took took) {
        if (before == null) {
            ArmOutcome outcome = new ArmOutcome(
                    drawn.rollout(),
                    drawn.stage(),
                    drawn.arm(),
                    drawn.chance(),
                    drawn.key(),
                    bad,
                    drawn.trace(),
                    seen.model(),
                    seen.fingerprint());
            scores.take(outcome, took);
            return outcome;
        }
        int more = bad & ~before.bad();
        if (more == 0) {
            return before;
        }
        scores.late(before.withBad(more));
        return before.withBad(before.bad() | more);
    }

    /** Of arms of equal size: the candidate's, and a part of the baseline's that is as large. */
    private static Took took(Drawn drawn, Seen seen) {
        boolean isCompared = drawn.arm() == Arm.CANDIDATE || drawn.concurrent();
        return isCompared && seen.isWhole()
                ? new Took(seen.stream() ? seen.firstContentUs() : -1, seen.totalUs())
                : Took.UNKNOWN;
    }

    private BaselineLatency past(Drawn drawn) {
        Ongoing rollout = ongoing.get(drawn.rollout());
        return rollout == null ? new BaselineLatency() : rollout.past();
    }

    private static boolean mayComeAgain(Drawn drawn) {
        return !drawn.keyless() && drawn.scoring().hears(GuardrailKind.REGENERATED);
    }
}
