package dev.penstock.canary;

import dev.penstock.core.ArmNote;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RolloutState.Phase;
import dev.penstock.core.state.Sticky;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a policy over the recorded requests of one rollout, as if it had been that rollout's: what makes a request bad,
 * what the evidence says and what is decided is told by the same classes as on a node, at the times of then. A request
 * is in the stage in which the policy is when it comes, and keeps the chance with which it was drawn: so the tests are
 * as valid as they were. Evals count as passed, approvals as given, and webhooks as yes; the cost of a stage is not
 * held against its budget.
 */
public final class RolloutReplay {
    private static final long SECOND_US = 1_000_000;
    private static final String SELF = "replay";

    private final RolloutPolicy policy;
    private final boolean sampled;
    private final boolean goesOn;
    private final String rollout;
    private final Scoring scoring;
    private final RolloutScores scores = new RolloutScores();
    private final Map<String, RolloutDesk> desks = new HashMap<>();
    private final RolloutEvidence evidence = new RolloutEvidence(new Life(SELF, SELF));
    private final PriorityQueue<Moment> moments = new PriorityQueue<>();
    private final List<ReplayStep> steps = new ArrayList<>();
    /** The stages in which a pause was told already. */
    private final Set<Integer> paused = new HashSet<>();

    private RolloutState state;
    private Phase phase = Phase.RUNNING;
    private @Nullable RolloutVerdict last;
    private boolean woken;
    private long requests;
    private long records;
    private long added;
    /** When it was looked at last, and when it is to be looked at, if nothing bad comes before. */
    private long lookedUs;

    private long lookUs = Long.MAX_VALUE;

    /**
     * Something that happens to a request, in microseconds since 1970; of what is at one time, what was added first.
     */
    private record Moment(long us, long number, Runnable what) implements Comparable<Moment> {
        private static final Comparator<Moment> ORDER =
                Comparator.comparingLong(Moment::us).thenComparingLong(Moment::number);

        @Override
        public int compareTo(Moment other) {
            return ORDER.compare(this, other);
        }
    }

    /** A request under way. */
    private final class Course {
        private final Recorded recorded;
        private final Drawn drawn;
        private final RolloutDesk desk;
        private final long cameUs;
        private @Nullable ArmOutcome score;

        private Course(Recorded recorded) {
            ArmNote note = recorded.note();
            Arm arm = note.candidate() ? Arm.CANDIDATE : Arm.BASELINE;
            this.recorded = recorded;
            this.cameUs = micros(recorded.at());
            this.desk = desks.computeIfAbsent(recorded.node(), _ -> newDesk());
            // What has no sticky key has a key that no other has.
            this.drawn = new Drawn(
                    rollout,
                    state.stage(),
                    scoring,
                    arm,
                    note.concurrent(),
                    note.chance(),
                    note.key(),
                    false,
                    recorded.trace());
        }

        private void begins() {
            requests++;
            desk.begins(drawn, recorded.digest(), nanos(recorded.beganUs()));
            if (recorded.seen().unasked()) {
                look(recorded.beganUs(), false);
            }
            recorded.seen().own().stream()
                    .filter(Scoring::failed)
                    .forEach(attempt -> at(attempt.endedUs(), () -> look(attempt.endedUs(), false)));
            if (recorded.isLate(scoring)) {
                long horizon = recorded.beganUs() + scoring.horizon().toNanos() / 1_000;
                at(horizon, () -> late(horizon));
            }
            at(recorded.endedUs(), this::ends);
            recorded.said().forEach(said -> at(micros(said.at()) - cameUs, () -> said(said)));
        }

        private void at(long us, Runnable what) {
            added++;
            moments.add(new Moment(cameUs + us, added, what));
        }

        private void look(long us, boolean late) {
            score = desk.goesOn(drawn, recorded.seenBy(us, late), score);
        }

        private void late(long us) {
            if (score == null) {
                look(us, true);
            }
        }

        private void ends() {
            score = desk.ended(drawn, recorded.seen(), score, recorded.digest(), nanos(recorded.endedUs()));
        }

        private void said(Recorded.Said said) {
            ArmNote note = recorded.note();
            ArmNote here = new ArmNote(
                    rollout,
                    drawn.stage(),
                    note.candidate(),
                    note.concurrent(),
                    note.release(),
                    note.chance(),
                    note.key(),
                    note.ownAttempts(),
                    note.bad());
            desk.said(here, recorded.trace(), recorded.seen().model(), said.kind(), said.value(), said.label());
        }

        private long nanos(long us) {
            return Math.multiplyExact(cameUs + us, 1_000L);
        }
    }

    private RolloutReplay(RolloutPolicy policy, Recorded first, boolean sampled, boolean goesOn) {
        this.policy = policy;
        this.sampled = sampled;
        this.goesOn = goesOn;
        this.rollout = first.note().rollout();
        this.scoring = Scoring.of(policy);
        this.state = started(first.at().plusNanos(first.beganUs() * 1_000));
        this.lookedUs = micros(state.since());
        evidence.stays(state.entered().id(), state.stay().id(), state.stage());
        scores.wakeBy(() -> woken = true);
    }

    /**
     * Runs a policy.
     *
     * @param recorded requests of one rollout, at least one, in any order
     * @param sampled whether good requests are missing among them, as in a store that was short of room: their sides
     *     then have other sizes than they were drawn with
     * @param goesOn whether a pause is told and passed over; else it lasts, and nothing but harm ends it
     */
    public static Replay of(RolloutPolicy policy, List<Recorded> recorded, boolean sampled, boolean goesOn) {
        List<Recorded> ordered = recorded.stream()
                .sorted(Comparator.comparingLong(RolloutReplay::beganUs).thenComparing(Recorded::trace))
                .toList();
        return new RolloutReplay(policy, ordered.getFirst(), sampled, goesOn).run(ordered);
    }

    private static long beganUs(Recorded recorded) {
        return micros(recorded.at()) + recorded.beganUs();
    }

    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), SECOND_US), at.getNano() / 1_000);
    }

    private static Instant instant(long us) {
        return Instant.ofEpochSecond(Math.floorDiv(us, SECOND_US), Math.floorMod(us, SECOND_US) * 1_000);
    }

    private Replay run(List<Recorded> ordered) {
        judge(lookedUs);
        for (Recorded next : ordered) {
            long us = beganUs(next);
            until(us);
            if (isOver()) {
                break;
            }
            happens(us, () -> begins(next));
        }
        until(Long.MAX_VALUE);
        if (!isOver() && lookUs != Long.MAX_VALUE) {
            judge(lookUs);
        }
        RolloutVerdict verdict = last == null ? verdict(lookedUs) : last;
        return new Replay(steps, phase, verdict, requests);
    }

    private boolean isOver() {
        return phase == Phase.COMPLETED || phase == Phase.ROLLED_BACK;
    }

    /** All that happens to requests under way up to a time. */
    private void until(long us) {
        while (!isOver() && !moments.isEmpty() && moments.peek().us() <= us) {
            Moment next = moments.remove();
            happens(next.us(), next.what());
        }
    }

    private void happens(long us, Runnable what) {
        passes(us);
        if (isOver()) {
            return;
        }
        what.run();
        askEachDesk();
        scores.drain().forEach(evidence::take);
        lookUs = Math.min(lookUs, Math.floorDiv(us, SECOND_US) * SECOND_US + SECOND_US);
        if (woken) {
            woken = false;
            judge(us);
        }
    }

    /** As nodes tell each other. The desk that told has looked already, and finds nothing a second time. */
    private void askEachDesk() {
        for (Question question : scores.drainQuestions()) {
            desks.values().forEach(desk -> desk.asked(question));
        }
    }

    /**
     * On its side. What was drawn with other odds than the stage's says nothing of the stage's split, nor does a part
     * of what was drawn.
     */
    private void begins(Recorded next) {
        new Course(next).begins();
        if (sampled || next.note().chance() != state.currentStage().share().millionths()) {
            scores.drain().stream()
                    .filter(score -> !(score instanceof Score.Assigned))
                    .forEach(evidence::take);
        }
    }

    /** Time passes up to something that happens: each second with something in it is looked at when it is over. */
    private void passes(long us) {
        while (!isOver()) {
            long next = Math.min(lookUs, clockUs());
            if (next > us) {
                return;
            }
            if (next == lookUs) {
                lookUs = Long.MAX_VALUE;
            }
            judge(next);
        }
    }

    /** When the time alone may change what is decided. */
    private long clockUs() {
        Stage stage = state.currentStage();
        Instant looked = instant(lookedUs);
        Stream<Instant> floors = stage.deadline() == null
                ? Stream.of(state.since().plus(stage.time()))
                : Stream.of(state.since().plus(stage.time()), state.since().plus(stage.deadline()));
        Stream<Instant> quiet =
                policy.quiet().stream().filter(time -> time.lasts(looked)).map(time -> time.end(looked));
        return Stream.concat(floors, quiet)
                .mapToLong(RolloutReplay::micros)
                .filter(us -> us > lookedUs)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void judge(long us) {
        lookedUs = us;
        Evidence sum = evidence.sum();
        while (carryOut(us, sum, Judge.decide(state, sum, conditions(us)))) {
            // It may have passed the next stage, too.
        }
    }

    private static Conditions conditions(long us) {
        return new Conditions(instant(us), null, Conditions.Eval.PASSED, null, false, Duration.ZERO);
    }

    private RolloutVerdict verdict(long us) {
        return Judge.verdict(state, evidence.sum(), conditions(us));
    }

    /** Whether it is in another stage by that. */
    private boolean carryOut(long us, Evidence sum, Decision decision) {
        return switch (decision) {
            case Decision.Hold _, Decision.Ask _ -> false;
            case Decision.Advance(int stage, String why) -> {
                step(us, sum, decision);
                ControlRecord entered =
                        record(us, why, new Command.EnterStage(state.terms().route(), rollout, stage));
                state = in(stage, entered, List.of(), Phase.RUNNING);
                evidence.stays(state.entered().id(), state.stay().id(), stage);
                yield true;
            }
            case Decision.Pause(String why) -> {
                if (paused.add(state.stage())) {
                    step(us, sum, decision);
                }
                if (!goesOn) {
                    ControlRecord pause = record(
                            us, why, new Command.PauseRollout(state.terms().route(), List.of(rollout)));
                    phase = Phase.PAUSED;
                    state = in(state.stage(), state.entered(), List.of(pause), phase);
                }
                yield false;
            }
            case Decision.Finish _ -> ends(us, sum, decision, Phase.COMPLETED);
            case Decision.RollBack _ -> ends(us, sum, decision, Phase.ROLLED_BACK);
        };
    }

    private boolean ends(long us, Evidence sum, Decision decision, Phase how) {
        step(us, sum, decision);
        last = verdict(us);
        phase = how;
        return false;
    }

    private void step(long us, Evidence sum, Decision decision) {
        Tally exposed = sum.exposed().values().stream().reduce(Tally.NONE, Tally::plus);
        steps.add(new ReplayStep(instant(us), state.stage(), decision, exposed.requests(), exposed.bad()));
    }

    private RolloutDesk newDesk() {
        RolloutDesk desk = new RolloutDesk(scores);
        desk.take(Map.of(rollout, policy));
        return desk;
    }

    private RolloutState started(Instant at) {
        Command.StartRollout terms =
                new Command.StartRollout(SELF, SELF, SELF, policy, new Sticky.User(), SELF, RolloutMode.LIVE);
        ControlRecord record = record(micros(at), SELF, terms);
        Set<Integer> all = IntStream.range(0, policy.stages().size()).boxed().collect(Collectors.toSet());
        return new RolloutState(terms, record, 0, record, null, all, List.of(), Phase.RUNNING, null);
    }

    private RolloutState in(int stage, ControlRecord entered, List<ControlRecord> pauses, Phase how) {
        return new RolloutState(
                state.terms(), state.record(), stage, entered, null, state.approved(), pauses, how, null);
    }

    private ControlRecord record(long us, String why, Command command) {
        records++;
        String reason = why.length() <= Author.MOST_REASON ? why : why.substring(0, Author.MOST_REASON);
        return new ControlRecord(
                SELF + records,
                records,
                instant(us),
                SELF,
                new Author(SELF, reason),
                List.of(),
                new Entry.Said(command));
    }
}
