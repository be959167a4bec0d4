package dev.penstock.core.state;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a route's newest rollout.
 *
 * @param terms what was started
 * @param record that started it: its id is the rollout's
 * @param stage the number of the stage that it is in, or was in last, from 0
 * @param entered what let it into that stage
 * @param resumed what let it go on, if it was paused in that stage; the newest
 * @param approved the numbers of the stages that somebody approved
 * @param pauses what pauses it, the oldest first
 * @param phase whether it goes on, and how it ended
 * @param end what ended it; null while it goes on
 */
public record RolloutState(
        Command.StartRollout terms,
        ControlRecord record,
        int stage,
        ControlRecord entered,
        @Nullable ControlRecord resumed,
        Set<Integer> approved,
        List<ControlRecord> pauses,
        Phase phase,
        @Nullable ControlRecord end) {
    public RolloutState {
        approved = Set.copyOf(approved);
        pauses = List.copyOf(pauses);
    }

    /** Whether it goes on, and how it ended. */
    public enum Phase {
        RUNNING("running"),
        /** It stays in its stage; what is bad still ends it. */
        PAUSED("paused"),
        /** Its candidate is the route's current release. */
        COMPLETED("completed"),
        /** Its candidate was withdrawn. */
        ROLLED_BACK("rolled_back"),
        /** Somebody ended it. */
        ABORTED("aborted"),
        /** Another release was made current meanwhile, or the one that it was compared with was withdrawn. */
        SUPERSEDED("superseded");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        /** The word for it in messages and the API. */
        public String word() {
            return word;
        }
    }

    /** The id by which it is known. */
    public String id() {
        return record.id();
    }

    /** What let it into its stage, or on in it after a pause: whichever was later. */
    public ControlRecord stay() {
        return resumed == null || resumed.at().isBefore(entered.at()) ? entered : resumed;
    }

    /** Since when its stage has lasted without a break: a pause begins its time anew. */
    public Instant since() {
        return stay().at();
    }

    /** Whether it is not over. */
    public boolean isOn() {
        return phase == Phase.RUNNING || phase == Phase.PAUSED;
    }

    /** The stage that it is in, or was in last. */
    public Stage currentStage() {
        return Objects.requireNonNull(terms.policy().stage(stage));
    }

    /** The stage that comes next. */
    public Stage nextStage() {
        return Objects.requireNonNull(terms.policy().stage(stage + 1));
    }

    /** The candidate's share of the route's live requests, now. */
    public Share share() {
        return isOn() && currentStage().kind() == StageKind.CANARY
                ? currentStage().share()
                : Share.NOTHING;
    }

    /** Whether its verdicts move anything. */
    public boolean isLive() {
        return terms.mode() == RolloutMode.LIVE;
    }
}
