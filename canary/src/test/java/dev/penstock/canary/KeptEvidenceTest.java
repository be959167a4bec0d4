package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes keep of rollouts when they end, and know when they start again. */
class KeptEvidenceTest {
    private final DecidedControl control = new DecidedControl(() -> Instant.EPOCH);
    private String rollout = "";

    @BeforeEach
    void startRollout() {
        control.write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        control.write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        RouteState route = control.state().route("support");
        rollout = control.write(new Command.StartRollout(
                "support",
                route.releases().get(0).id(),
                route.releases().get(1).id(),
                RolloutPolicy.DEFAULT,
                new Sticky.User(),
                "s",
                RolloutMode.LIVE));
    }

    private Rollouts node(String name, int life, List<EvidenceMessage> kept) {
        Rollouts node = new Rollouts(new Life(name, String.valueOf(life)), life);
        node.follow(control.state());
        node.remember(kept);
        return node;
    }

    /** What it would read from its file. */
    private static List<EvidenceMessage> kept(Rollouts node) {
        return node.unkept().orElseThrow().stream()
                .map(message -> EvidenceCodec.read(EvidenceCodec.write(message)).orElseThrow())
                .toList();
    }

    private void score(Rollouts node, Arm arm, long key, int bad) {
        score(node, arm, key, bad, arm.word());
    }

    private void score(Rollouts node, Arm arm, long key, int bad, String model) {
        node.take(
                List.of(
                        new Score.Assigned(rollout, 0, arm, key),
                        new Score.Scored(
                                new ArmOutcome(rollout, 0, arm, 10_000, key, bad, "trace-" + key, model, "fp"))),
                control.state());
    }

    private Evidence evidence(Rollouts node) {
        node.sum();
        return Objects.requireNonNull(node.sums().get(rollout));
    }

    /** Asks a node for all that it knows, until nothing is missing. */
    private static void ask(Rollouts asker, Rollouts other) {
        Deque<EvidenceMessage> questions = new ArrayDeque<>(List.of(new EvidenceMessage.AskAll()));
        while (!questions.isEmpty()) {
            other.answer(questions.remove()).ifPresent(answer -> questions.addAll(asker.hear(answer, 0)));
        }
    }

    private static Map<Evidence.Odds, Long> firsts(Evidence evidence) {
        return evidence.guardrail(0).firsts();
    }

    private static void assertSame(Evidence one, Evidence other) {
        assertThat(one).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(other);
    }

    @Test
    void theNextLifeKnowsWhatTheOneBeforeDidAndAddsToIt() {
        Rollouts a = node("a", 1, List.of());
        Rollouts b = node("b", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 0b101);
        score(a, Arm.BASELINE, 2, 0);
        score(b, Arm.CANDIDATE, 3, 1);
        ask(a, b);

        Rollouts again = node("a", 2, kept(a));
        assertSame(evidence(again), evidence(a));

        score(again, Arm.CANDIDATE, 1, 1);
        score(again, Arm.CANDIDATE, 4, 1);
        Evidence then = evidence(again);
        assertThat(then.round()).isZero();
        assertThat(then.all(Arm.CANDIDATE)).isEqualTo(new Tally(4, 4, List.of(4L, 0L, 1L)));
        assertThat(firsts(then)).isEqualTo(Map.of(new Evidence.Odds(10_000, Arm.CANDIDATE), 3L));
        assertSame(evidence(node("a", 3, kept(again))), then);
    }

    @Test
    void onlyWhatIsNewIsToBeKept() {
        Rollouts a = node("a", 1, List.of());
        assertThat(a.unkept()).isEmpty();
        score(a, Arm.BASELINE, 1, 0);
        assertThat(a.unkept()).isPresent();
        assertThat(a.unkept()).isEmpty();
        Rollouts b = node("b", 1, List.of());
        score(b, Arm.BASELINE, 2, 0);
        ask(a, b);
        assertThat(a.unkept()).isPresent();
        ask(a, b);
        assertThat(a.unkept()).as("the same again").isEmpty();
        a.notKept();
        assertThat(a.unkept()).isPresent();
    }

    @Test
    void ofARolloutThatIsOverNothingIsKeptOrKnown() {
        Rollouts a = node("a", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 1);
        List<EvidenceMessage> kept = kept(a);
        control.write(new Command.EndRollout("support", List.of(rollout)));

        a.follow(control.state());
        assertThat(a.unkept()).hasValue(List.of());
        assertThat(node("a", 2, kept).sums()).isEmpty();
    }

    @Test
    void whatANodeKeptTooEarlyItHearsFromTheOthers() {
        Rollouts a = node("a", 1, List.of());
        Rollouts b = node("b", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 1);
        List<EvidenceMessage> early = kept(a);
        score(a, Arm.CANDIDATE, 2, 1);
        score(a, Arm.BASELINE, 3, 0);
        ask(b, a);

        Rollouts again = node("a", 2, early);
        assertThat(firsts(evidence(again))).isEqualTo(Map.of(new Evidence.Odds(10_000, Arm.CANDIDATE), 1L));
        ask(again, b);
        ask(b, again);
        assertSame(evidence(again), evidence(a));
        assertSame(evidence(b), evidence(a));
    }

    /** It tells of them: the others never heard of what it saw last. */
    @Test
    void whatTheOthersNeverHeardTheyHearFromTheNextLife() {
        Rollouts a = node("a", 1, List.of());
        Rollouts b = node("b", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 1);
        ask(b, a);
        score(a, Arm.CANDIDATE, 2, 1);

        Rollouts again = node("a", 2, kept(a));
        ask(b, again);
        assertSame(evidence(b), evidence(a));
    }

    @Test
    void whatWasKeptInAnEarlierRoundPullsNobodyBack() {
        Rollouts a = node("a", 1, List.of());
        Rollouts b = node("b", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 1);
        ask(b, a);
        List<EvidenceMessage> kept = kept(a);
        score(b, Arm.CANDIDATE, 2, 1, "newer");
        score(b, Arm.CANDIDATE, 3, 1, "newer");
        Evidence before = evidence(b);
        assertThat(before.round()).isOne();

        Rollouts again = node("a", 2, kept);
        assertThat(evidence(again).round()).isZero();
        ask(b, again);
        assertSame(evidence(b), before);
        ask(again, b);
        assertSame(evidence(again), before);
        assertThat(before.exposed()).containsEntry(0, new Tally(3, 3, List.of(3L)));
    }

    @Test
    void theNextLifeGoesOnInItsRound() {
        Rollouts a = node("a", 1, List.of());
        score(a, Arm.CANDIDATE, 1, 1);
        score(a, Arm.CANDIDATE, 2, 1, "newer");

        Rollouts again = node("a", 2, kept(a));
        score(again, Arm.CANDIDATE, 3, 1, "newer");
        Evidence evidence = evidence(again);
        assertThat(evidence.round()).isOne();
        assertThat(evidence.why()).isEqualTo("the candidate was answered by newer, not candidate");
        assertThat(evidence.all(Arm.CANDIDATE).requests()).isEqualTo(2);
    }

    @Test
    void manyBadOnesAreKeptInMessagesOfBoundedSize() {
        Rollouts a = node("a", 1, List.of());
        List<Score> scores = new ArrayList<>();
        LongStream.range(0, 4_500)
                .forEach(key -> scores.add(new Score.Scored(
                        new ArmOutcome(rollout, 0, Arm.CANDIDATE, 10_000, key, 1, "trace", "m", "fp"))));
        a.take(scores, control.state());

        List<EvidenceMessage> kept = kept(a);
        assertThat(kept).hasSize(4);
        assertSame(evidence(node("a", 2, kept)), evidence(a));
    }
}
