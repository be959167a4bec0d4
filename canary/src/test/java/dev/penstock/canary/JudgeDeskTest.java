package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a webhook is asked that is a gate, and what becomes of what it says. */
class JudgeDeskTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final List<Question> questions = new ArrayList<>();
    private Duration time = Duration.ZERO;
    private final DecidedControl control = new DecidedControl(this::now);
    private final JudgeDesk desk =
            new JudgeDesk(control, this::ask, this::now, () -> time.toNanos(), Runnable::run, _ -> {});

    /** What was asked, and is to be answered. */
    private record Question(String webhook, GateQuestion what, CompletableFuture<GateAnswer> answer) {}

    /** One whose first stage is proven, and may be left when the webhook says so. */
    @BeforeEach
    void start() {
        control.write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        control.write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        RouteState route = control.state().route("support");
        String baseline = route.releases().get(0).id();
        String candidate = route.releases().get(1).id();
        RolloutPolicy usual = RolloutPolicy.DEFAULT;
        Stage eval = new Stage(
                StageKind.EVAL,
                Share.NOTHING,
                0,
                Duration.ZERO,
                null,
                0.5,
                0.005,
                Exposure.UNLIMITED,
                new Gate.Webhook("ci"));
        RolloutPolicy policy = new RolloutPolicy(
                "gated",
                List.of(eval, usual.stages().getFirst(), usual.stages().getLast()),
                usual.guardrails(),
                usual.alpha(),
                usual.beta(),
                usual.horizon(),
                usual.quiet());
        control.write(new Command.StartRollout(
                "support", baseline, candidate, policy, new Sticky.User(), "s", RolloutMode.LIVE));
        control.write(new Command.RecordEval(
                "support",
                candidate,
                baseline,
                new EvalResult("0".repeat(64), 30, 30, 30, 0, EvalGate.DEFAULT, "Passed.")));
    }

    private Instant now() {
        return START.plus(time);
    }

    private CompletableFuture<GateAnswer> ask(String webhook, GateQuestion what) {
        CompletableFuture<GateAnswer> answer = new CompletableFuture<>();
        questions.add(new Question(webhook, what, answer));
        return answer;
    }

    @Test
    void itIsAskedOnceAndThenHalfAMinuteAfterItsAnswer() {
        look(0);
        look(20);
        assertThat(questions).hasSize(1);
        assertThat(questions.getFirst().webhook()).isEqualTo("ci");
        assertThat(questions.getFirst().what().proven()).isEqualTo("The candidate passed its eval.");
        assertThat(questions.getFirst().what().rollout().id())
                .isEqualTo(rollout().id());
        assertThat(sentence()).endsWith("it waits for webhook 'ci' to approve it: the node that judges asks it.");

        answer(new GateAnswer.No("later"));
        assertThat(sentence()).endsWith(": asked at 2026-03-02T00:00:00Z, it said no: later.");
        look(49);
        assertThat(questions).hasSize(1);
        look(50);
        assertThat(questions).hasSize(2);
        assertThat(approvals()).isEmpty();
    }

    @Test
    void aYesIsWrittenInTheNameOfTheWebhookAndTheRolloutGoesOn() {
        look(0);
        answer(new GateAnswer.Yes("the window is open"));
        look(1);
        assertThat(approvals()).hasSize(1);
        assertThat(approvals().getFirst().author())
                .isEqualTo(new ControlRecord.Author(
                        "webhook:ci", "The candidate passed its eval. It said yes: the window is open"));
        look(2);
        assertThat(rollout().stage()).isEqualTo(1);
        assertThat(questions).hasSize(1);
    }

    /** Budgets are granted by links of the same chain: a yes must not be lost by one of these. */
    @Test
    void aYesIsWrittenAfterWhateverWasWrittenMeanwhile() {
        look(0);
        control.write(new Command.PublishRelease(Releases.content("support", "m3"), false));
        answer(new GateAnswer.Yes(""));
        look(1);
        assertThat(approvals()).hasSize(1);
        assertThat(approvals().getFirst().author().reason()).isEqualTo("The candidate passed its eval. It said yes");
    }

    @Test
    void whatIsAnsweredToAnEarlierStayCountsForNothing() {
        look(0);
        pause();
        resume();
        answer(new GateAnswer.Yes("of before"));
        look(1);
        assertThat(approvals()).isEmpty();
        assertThat(sentence()).contains("the node that judges asks it");
        assertThat(questions).hasSize(2);
        assertThat(questions.get(0).what().rollout().stay().id())
                .isNotEqualTo(questions.get(1).what().rollout().stay().id());
    }

    @Test
    void aYesIsKeptForHalfAMinute() {
        look(0);
        answer(new GateAnswer.Yes("now"));
        freeze(Duration.ofSeconds(29));
        look(28);
        assertThat(approvals()).isEmpty();
        look(29);
        assertThat(approvals()).hasSize(1);
    }

    @Test
    void aYesOfBeforeAFreezeIsAskedForAgainAfterIt() {
        look(0);
        answer(new GateAnswer.Yes("now"));
        freeze(Duration.ofHours(1));
        look(1);
        look(3_600);
        assertThat(approvals()).isEmpty();
        assertThat(questions).hasSize(2);
        answer(new GateAnswer.No("not any more"));
        look(3_601);
        assertThat(approvals()).isEmpty();
    }

    @Test
    void aFaultIsNoYes() {
        look(0);
        questions.getFirst().answer().completeExceptionally(new IllegalStateException("a bug"));
        assertThat(sentence()).contains("it gave no answer: ").contains("a bug");
        look(31);
        assertThat(questions).hasSize(2);
        assertThat(approvals()).isEmpty();
    }

    @Test
    void aPolicyThatWantsASecondPersonForApprovalsHasOneInTheWebhookThatTheRolloutsRecordNames() {
        control.write(new Command.SetPolicy(new Policy(List.of("approve-stage"), List.of())));
        look(0);
        answer(new GateAnswer.Yes(""));
        look(1);
        assertThat(approvals()).hasSize(1);
    }

    @Test
    void whoIsNotTheJudgeAsksNobody() {
        desk.look(Set.of(rollout().id()), Map.of(), 1);
        assertThat(questions).isEmpty();
    }

    private void look(int second) {
        time = Duration.ofSeconds(second);
        desk.look(Set.of(rollout().id()), Map.of(), 0);
    }

    private void answer(GateAnswer answer) {
        questions.getLast().answer().complete(answer);
    }

    private String sentence() {
        return Judge.decide(rollout(), Evidence.NONE, desk.conditions(control.state(), "support", rollout()))
                .why();
    }

    private RolloutState rollout() {
        return Objects.requireNonNull(control.state().route("support").rollout());
    }

    private void pause() {
        control.write(new Command.PauseRollout("support", List.of(rollout().id())));
    }

    private void resume() {
        control.write(new Command.ResumeRollout(
                "support",
                rollout().id(),
                rollout().pauses().stream().map(ControlRecord::id).toList()));
    }

    private void freeze(Duration lasting) {
        control.write(new Command.SetPolicy(
                new Policy(List.of(), List.of(new Policy.Freeze("fair", now(), now().plus(lasting), null)))));
    }

    private List<ControlRecord> approvals() {
        return control.written().stream()
                .filter(record -> record.entry() instanceof Entry.Said(Command.ApproveStage _))
                .toList();
    }
}
