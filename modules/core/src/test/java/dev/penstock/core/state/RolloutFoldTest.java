package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.RolloutState.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutFoldTest {
    private static final ReleaseContent FIRST = Written.content("support", "m1");
    private static final ReleaseContent SECOND = Written.content("support", "m2");
    private static final ReleaseContent THIRD = Written.content("support", "m3");

    private final Written written = new Written();

    @BeforeEach
    void publish() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(new Command.PublishRelease(THIRD, false));
    }

    @Test
    void aRolloutGivesItsCandidateTheShareOfItsStage() {
        String id = written.resuming(start(RolloutMode.LIVE));

        assertThat(rollout().phase()).isEqualTo(Phase.RUNNING);
        assertThat(share()).isEqualTo(new Share(10_000));

        written.resuming(new Command.EnterStage("support", id, 1));

        assertThat(rollout().stage()).isEqualTo(1);
        assertThat(share()).isEqualTo(new Share(50_000));
        assertSameFromACheckpoint();
    }

    @Test
    void aPauseKeepsTheShareUntilAWriteThatNamesItEndsIt() {
        String id = written.resuming(start(RolloutMode.LIVE));
        String first = written.stopping(new Command.PauseRollout("support", List.of(id)));
        String second = written.stopping(new Command.PauseRollout("support", List.of(id)));

        assertThat(rollout().phase()).isEqualTo(Phase.PAUSED);
        assertThat(share()).isEqualTo(new Share(10_000));
        assertThat(objection(new Command.EnterStage("support", id, 1)))
                .hasValueSatisfying(objection -> assertThat(objection.message()).contains("paused: resume it before"));
        assertThat(objection(new Command.ResumeRollout("support", id, List.of(first))))
                .hasValueSatisfying(
                        objection -> assertThat(objection.message()).contains("was paused again meanwhile"));
        assertSameFromACheckpoint();

        String resume = written.resuming(new Command.ResumeRollout("support", id, List.of(first, second)));
        assertThat(rollout().phase()).isEqualTo(Phase.RUNNING);
        assertThat(Objects.requireNonNull(rollout().resumed()).id()).isEqualTo(resume);
        assertSameFromACheckpoint();

        written.resuming(new Command.EnterStage("support", id, 1));
        assertThat(rollout().resumed()).isNull();
        assertSameFromACheckpoint();
    }

    @Test
    void aStepThatNamesWhateverPausesItEndsThat() {
        String id = written.resuming(start(RolloutMode.LIVE));
        String first = written.stopping(new Command.PauseRollout("support", List.of(id)));
        String second = written.stopping(new Command.PauseRollout("support", List.of(id)));
        assertThat(objection(new Command.EnterStage("support", id, 1, List.of(first))))
                .hasValueSatisfying(
                        objection -> assertThat(objection.message()).contains("was paused again meanwhile"));

        written.resuming(new Command.EnterStage("support", id, 1, List.of(first, second)));
        assertThat(rollout().phase()).isEqualTo(Phase.RUNNING);
        assertThat(rollout().stage()).isEqualTo(1);
        assertSameFromACheckpoint();
    }

    @Test
    void aWithdrawRollsItBack() {
        written.resuming(start(RolloutMode.LIVE));
        String withdraw = written.stopping(new Command.Withdraw("support", SECOND.id()));

        assertThat(rollout().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(Objects.requireNonNull(rollout().end()).id()).isEqualTo(withdraw);
        assertThat(route().canary()).isNull();
        assertThat(route().current()).contains(FIRST.id());
        assertThat(Objects.requireNonNull(route().rolledBack()).record().id()).isEqualTo(withdraw);
        assertSameFromACheckpoint();
    }

    @Test
    void itsEndStandsInWhateverOrderThatIsHeard() {
        String id = written.resuming(start(RolloutMode.LIVE));
        String end = written.stopping(new Command.EndRollout("support", List.of(id)));
        written.stopping(new Command.EndRollout("support", List.of(id)));

        for (RouteState route :
                List.of(route(), Fold.of(written.records().reversed()).route("support"))) {
            RolloutState rollout = Objects.requireNonNull(route.rollout());
            assertThat(rollout.phase()).isEqualTo(Phase.ABORTED);
            assertThat(Objects.requireNonNull(rollout.end()).id()).isEqualTo(end);
            assertThat(route.canary()).isNull();
        }
        assertSameFromACheckpoint();
    }

    @Test
    void aWithdrawOfTheReleaseThatItIsComparedWithEndsItToo() {
        written.resuming(new Command.Activate("support", THIRD.id(), List.of()));
        written.resuming(new Command.StartRollout(
                "support", THIRD.id(), SECOND.id(), RolloutPolicy.DEFAULT, new Sticky.User(), "s", RolloutMode.LIVE));
        written.stopping(new Command.Withdraw("support", THIRD.id()));

        assertThat(rollout().phase()).isEqualTo(Phase.SUPERSEDED);
        assertThat(route().canary()).isNull();
        assertThat(route().current()).contains(FIRST.id());
        assertSameFromACheckpoint();
    }

    @Test
    void howItEndedStaysWhateverIsActivatedLater() {
        String id = written.resuming(start(RolloutMode.LIVE));
        written.stopping(new Command.EndRollout("support", List.of(id)));
        written.resuming(new Command.Activate("support", SECOND.id(), List.of()));
        assertThat(rollout().phase()).isEqualTo(Phase.ABORTED);

        written.resuming(new Command.StartRollout(
                "support", SECOND.id(), FIRST.id(), RolloutPolicy.DEFAULT, new Sticky.User(), "s", RolloutMode.LIVE));
        written.stopping(new Command.Withdraw("support", FIRST.id()));
        written.resuming(new Command.Activate("support", THIRD.id(), List.of()));
        assertThat(rollout().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertSameFromACheckpoint();
    }

    @Test
    void aCandidateThatWasWithdrawnMayBeTriedAnew() {
        written.resuming(start(RolloutMode.LIVE));
        String withdraw = written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(objection(start(RolloutMode.LIVE)).orElseThrow().message()).contains("lift_withdraws");

        Command.StartRollout again = new Command.StartRollout(
                "support",
                FIRST.id(),
                SECOND.id(),
                RolloutPolicy.DEFAULT,
                new Sticky.User(),
                "s",
                RolloutMode.LIVE,
                List.of(withdraw));
        assertThat(objection(again)).isEmpty();
        written.resuming(again);

        assertThat(rollout().phase()).isEqualTo(Phase.RUNNING);
        assertThat(share()).isEqualTo(new Share(10_000));
        assertSameFromACheckpoint();
    }

    @Test
    void whoGoesBackNeedsNewApprovals() {
        String id = written.resuming(start(RolloutMode.LIVE));
        written.resuming(new Command.ApproveStage("support", id, 0));
        written.resuming(new Command.EnterStage("support", id, 1));
        written.resuming(new Command.ApproveStage("support", id, 1));
        assertThat(rollout().approved()).containsExactlyInAnyOrder(0, 1);

        written.resuming(new Command.EnterStage("support", id, 2));
        written.resuming(new Command.EnterStage("support", id, 1));

        assertThat(rollout().approved()).containsExactly(0);
        assertSameFromACheckpoint();
    }

    @Test
    void whatStopsItIsNotForgottenWhereThatWasHeardBeforeItsStart() {
        String id = written.resuming(start(RolloutMode.LIVE));
        ControlRecord commit = written.records().getLast();
        written.stopping(new Command.PauseRollout("support", List.of(id)));
        written.stopping(new Command.EndRollout("support", List.of(id)));

        Fold fold = new Fold();
        written.records().stream().filter(record -> !record.equals(commit)).forEach(fold::add);
        Fold after = new Fold(fold.checkpoint());
        after.add(commit);

        assertThat(after.state()).isEqualTo(written.state());
        assertThat(Objects.requireNonNull(after.state().route("support").rollout())
                        .phase())
                .isEqualTo(Phase.ABORTED);
    }

    @Test
    void anActivationCompletesItOrComesInItsPlace() {
        written.resuming(start(RolloutMode.LIVE));
        written.resuming(new Command.Activate("support", SECOND.id(), List.of()));

        assertThat(rollout().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(route().canary()).isNull();
        assertSameFromACheckpoint();

        written.resuming(new Command.StartRollout(
                "support", SECOND.id(), FIRST.id(), RolloutPolicy.DEFAULT, new Sticky.User(), "s", RolloutMode.LIVE));
        written.resuming(new Command.Activate("support", THIRD.id(), List.of()));

        assertThat(rollout().phase()).isEqualTo(Phase.SUPERSEDED);
        assertThat(route().canary()).isNull();
        assertSameFromACheckpoint();
    }

    @Test
    void aRollbackThatNamesNoReleaseTakesTheCandidateBackButNeverTheCurrentOneOfAnAaRollout() {
        written.resuming(new Command.StartRollout(
                "support", FIRST.id(), FIRST.id(), RolloutPolicy.DEFAULT, new Sticky.User(), "s", RolloutMode.A_A));

        assertThat(Objects.requireNonNull(route().canary()).terms().candidate()).isEqualTo(FIRST.id());
        assertThat(route().rolledBack()).isNull();
        assertSameFromACheckpoint();
    }

    @Test
    void itsBudgetsComeAndGoWithIt() {
        String id = written.resuming(start(RolloutMode.LIVE));
        String bad = RolloutBudget.BAD.name(id, 1);

        assertThat(written.state().budgets()).hasSize(4).containsKey(bad);
        assertThat(budget(bad).limit()).isEqualTo(50);

        written.resuming(new Command.GrantBlock(bad, Instant.EPOCH, "a", "j1", 5));
        assertThat(budget(bad).left(Instant.EPOCH)).isEqualTo(45);
        assertSameFromACheckpoint();

        written.stopping(new Command.EndRollout("support", List.of(id)));
        String next = written.resuming(start(RolloutMode.LIVE));
        assertThat(written.state().budgets().keySet())
                .hasSize(4)
                .allMatch(name -> name.startsWith(RolloutBudget.prefix(next)));
        assertSameFromACheckpoint();
    }

    @Test
    void whatMakesNoSenseIsTold() {
        assertThat(objection(new Command.StartRollout(
                                "support",
                                SECOND.id(),
                                THIRD.id(),
                                RolloutPolicy.DEFAULT,
                                new Sticky.User(),
                                "s",
                                RolloutMode.LIVE))
                        .orElseThrow()
                        .message())
                .contains("is not the current one");
        assertThat(objection(new Command.StartRollout(
                                "support",
                                FIRST.id(),
                                FIRST.id(),
                                RolloutPolicy.DEFAULT,
                                new Sticky.User(),
                                "s",
                                RolloutMode.LIVE))
                        .orElseThrow()
                        .message())
                .contains("expected another as candidate");
        String id = written.resuming(start(RolloutMode.LIVE));

        assertThat(objection(start(RolloutMode.LIVE)).orElseThrow().message()).contains("is on: end it before");
        assertThat(objection(new Command.SetCanary("support", THIRD.id(), new Share(1), new Sticky.User(), "s"))
                        .orElseThrow()
                        .message())
                .contains("end it before a canary");
        assertThat(objection(new Command.EnterStage("support", id, 0))
                        .orElseThrow()
                        .message())
                .contains("in stage 0 (1 %) already");
        assertThat(objection(new Command.EnterStage("support", id, 4))
                        .orElseThrow()
                        .message())
                .contains("expected 0 to 3");
        assertThat(objection(new Command.ApproveStage("support", id, 1))
                        .orElseThrow()
                        .message())
                .contains("not to be approved");
        assertThat(objection(new Command.ApproveStage("support", id, 0))).isEmpty();
        assertThat(objection(new Command.ResumeRollout("support", id, List.of()))
                        .orElseThrow()
                        .message())
                .contains("not paused");
        assertThat(objection(new Command.EnterStage("support", "another", 1))
                        .orElseThrow()
                        .message())
                .contains("is not on");
    }

    private static Command.StartRollout start(RolloutMode mode) {
        return new Command.StartRollout(
                "support", FIRST.id(), SECOND.id(), RolloutPolicy.DEFAULT, new Sticky.User(), "salt", mode);
    }

    private Optional<Objection> objection(Command.Resuming command) {
        return WriteRules.objection(command, new ControlRecord.Author("ann", "why"), written.state(), Instant.EPOCH);
    }

    private BudgetState budget(String name) {
        return Objects.requireNonNull(written.state().budgets().get(name));
    }

    private RouteState route() {
        return written.state().route("support");
    }

    private RolloutState rollout() {
        return Objects.requireNonNull(route().rollout());
    }

    private Share share() {
        return Objects.requireNonNull(route().canary()).terms().share();
    }

    /** What is archived must make the same of what is left. */
    private void assertSameFromACheckpoint() {
        Fold fold = new Fold();
        written.records().forEach(fold::add);
        assertThat(new Fold(fold.checkpoint()).state()).isEqualTo(written.state());
    }
}
