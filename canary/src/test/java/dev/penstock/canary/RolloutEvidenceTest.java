package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.canary.Evidence.Odds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RolloutEvidenceTest {
    private static final Life A = new Life("a", "1");
    private static final Life B = new Life("b", "1");
    private static final Odds CANDIDATE = new Odds(50_000, Arm.CANDIDATE);
    private static final Odds BASELINE = new Odds(50_000, Arm.BASELINE);

    private final RolloutEvidence a = new RolloutEvidence(A);
    private final RolloutEvidence b = new RolloutEvidence(B);

    private static ArmOutcome outcome(Arm arm, long key, int bad, String model) {
        return new ArmOutcome("r", 1, arm, 50_000, key, bad, "trace-" + key, model, "fp");
    }

    private static Score scored(Arm arm, long key, int bad) {
        return new Score.Scored(outcome(arm, key, bad, arm.word()));
    }

    private static void tell(RolloutEvidence from, Life life, RolloutEvidence to) {
        NodeEvidence part = from.part(life);
        to.hear(life, from.round(), from.why(), part.totals());
        to.hear(life, from.round(), from.why(), 0, part.bad(0, Integer.MAX_VALUE));
    }

    @Test
    void aKeyCountsOnceByEachGuardrailAndItsRequestsAll() {
        a.take(scored(Arm.CANDIDATE, 7, 0b001));
        a.take(scored(Arm.CANDIDATE, 7, 0b011));
        a.take(scored(Arm.BASELINE, 7, 0b111));

        Evidence sum = a.sum();
        assertThat(sum.guardrail(0).firsts()).isEqualTo(Map.of(CANDIDATE, 1L));
        assertThat(sum.guardrail(1).firsts()).isEqualTo(Map.of(CANDIDATE, 1L));
        assertThat(sum.guardrail(2).firsts()).isEqualTo(Map.of(BASELINE, 1L));
        assertThat(sum.all(Arm.CANDIDATE)).isEqualTo(new Tally(2, 2, List.of(2L, 1L)));
        assertThat(sum.all(Arm.BASELINE)).isEqualTo(new Tally(1, 1, List.of(1L, 1L, 1L)));
        assertThat(sum.guardrail(0).traces()).containsExactly("trace-7");
        assertThat(sum.guardrail(2).traces()).isEmpty();
    }

    @Test
    void whatComesLateAddsItsGuardrailsAndNoRequest() {
        a.take(scored(Arm.CANDIDATE, 7, 0b001));
        a.take(new Score.Late(outcome(Arm.CANDIDATE, 7, 0b100, "candidate")));

        assertThat(a.sum().all(Arm.CANDIDATE)).isEqualTo(new Tally(1, 1, List.of(1L, 0L, 1L)));
        assertThat(a.sum().guardrail(2).firsts()).isEqualTo(Map.of(CANDIDATE, 1L));
    }

    @Test
    void whatIsToldTwiceCountsOnceAndAGapIsFilled() {
        for (int key = 0; key < 5; key++) {
            a.take(scored(Arm.CANDIDATE, key, 1));
        }
        List<BadRequest> bad = a.own().bad(0, 10);

        b.hear(A, 0, "", 3, bad.subList(3, 5));
        assertThat(b.sum().guardrail(0).firsts()).isEmpty();
        b.hear(A, 0, "", 0, bad.subList(0, 4));
        b.hear(A, 0, "", 0, bad.subList(0, 4));
        b.hear(A, 0, "", 2, bad.subList(2, 5));
        assertThat(b.sum().guardrail(0).firsts()).isEqualTo(Map.of(CANDIDATE, 5L));

        tell(a, A, b);
        NodeEvidence.Totals old = a.own().totals();
        a.take(scored(Arm.CANDIDATE, 9, 0));
        tell(a, A, b);
        b.hear(A, 0, "", old);
        assertThat(b.sum().all(Arm.CANDIDATE).requests()).isEqualTo(6);
    }

    @Test
    void aNodeThatStartsAgainAddsToWhatItSaidBefore() {
        a.take(scored(Arm.CANDIDATE, 1, 1));
        tell(a, A, b);
        RolloutEvidence again = new RolloutEvidence(new Life("a", "2"));
        tell(b, A, again);
        again.take(scored(Arm.CANDIDATE, 1, 1));
        again.take(scored(Arm.CANDIDATE, 2, 1));
        tell(again, new Life("a", "2"), b);

        assertThat(b.sum()).isEqualTo(again.sum());
        assertThat(b.sum().all(Arm.CANDIDATE).requests()).isEqualTo(3);
        assertThat(b.sum().guardrail(0).firsts()).isEqualTo(Map.of(CANDIDATE, 2L));
    }

    @Test
    void anotherModelBeginsARoundOnAllNodesAndForBothArms() {
        a.take(scored(Arm.BASELINE, 1, 1));
        b.take(scored(Arm.CANDIDATE, 2, 1));
        tell(a, A, b);
        tell(b, B, a);
        a.take(new Score.Scored(outcome(Arm.CANDIDATE, 3, 1, "newer")));
        tell(a, A, b);
        b.take(scored(Arm.CANDIDATE, 2, 1));
        tell(b, B, a);

        assertThat(a.sum()).isEqualTo(b.sum());
        Evidence sum = a.sum();
        assertThat(sum.round()).isEqualTo(1);
        assertThat(sum.why()).isEqualTo("the candidate was answered by newer, not candidate");
        assertThat(sum.guardrail(0).firsts()).isEqualTo(Map.of(CANDIDATE, 2L));
        assertThat(sum.all(Arm.BASELINE).requests()).isZero();
        assertThat(sum.exposed().get(1)).isEqualTo(new Tally(3, 3, List.of(3L)));
        assertThat(sum.models().get(Arm.CANDIDATE)).isEqualTo(Map.of("candidate", 2L, "newer", 1L));
    }

    @Test
    void latenciesOfAllNodesAreAddedUpInTheirRound() {
        Took took = new Took(30, 500);
        for (RolloutEvidence node : List.of(a, b)) {
            node.take(new Score.Scored(outcome(Arm.CANDIDATE, 1, 0, "candidate"), took));
            node.take(new Score.Scored(outcome(Arm.BASELINE, 2, 0, "baseline"), new Took(-1, 700)));
            node.take(scored(Arm.BASELINE, 3, 0));
        }
        NodeEvidence.Totals old = a.own().totals();
        a.take(new Score.Scored(outcome(Arm.CANDIDATE, 4, 0, "candidate"), took));
        tell(a, A, b);
        b.hear(A, 0, "", old);

        AnswerTimes twice = AnswerTimes.NONE.with(took).with(took);
        assertThat(b.sum().times())
                .isEqualTo(Map.of(
                        Arm.CANDIDATE,
                        twice.with(took),
                        Arm.BASELINE,
                        AnswerTimes.NONE.with(new Took(-1, 700)).with(new Took(-1, 700))));

        b.take(new Score.Scored(outcome(Arm.CANDIDATE, 5, 0, "newer"), took));
        tell(a, A, b);
        assertThat(b.sum().times()).isEqualTo(Map.of(Arm.CANDIDATE, AnswerTimes.NONE.with(took)));
        tell(b, B, a);
        assertThat(a.sum().times()).isEqualTo(b.sum().times());
    }

    private static Score rated(int stage, Arm arm, long key, double value) {
        return new Score.Rated("r", stage, arm, key, "trace-" + key, value);
    }

    @Test
    void ofAKeyTheFirstScoreOfAStageCounts() {
        for (RolloutEvidence node : List.of(a, b)) {
            node.stays("start", "start", 0);
        }
        a.take(rated(0, Arm.CANDIDATE, 1, 0.25));
        a.take(rated(0, Arm.CANDIDATE, 1, 1));
        a.take(rated(1, Arm.CANDIDATE, 2, 1));
        a.take(rated(0, Arm.BASELINE, 3, 0.5));
        a.stays("start", "resumed", 0);
        a.take(rated(0, Arm.CANDIDATE, 1, 1));
        b.take(rated(0, Arm.CANDIDATE, 4, 0.75));
        NodeEvidence.Totals old = a.own().totals();
        a.take(rated(0, Arm.CANDIDATE, 5, 0));
        tell(a, A, b);
        b.hear(A, 0, "", old);

        ScoreTally candidate = b.sum().scores("start", Arm.CANDIDATE);
        assertThat(candidate.values().count()).isEqualTo(3);
        assertThat(candidate.values().sum()).isEqualTo(1);
        assertThat(candidate.lowest())
                .containsExactly(
                        new LowScore("trace-5", 0), new LowScore("trace-1", 0.25), new LowScore("trace-4", 0.75));
        assertThat(b.sum().scores("start", Arm.BASELINE).values().sum()).isEqualTo(0.5);
        assertThat(b.sum().scores("start", Arm.BASELINE).lowest()).isEmpty();
    }

    @Test
    void aStageThatIsEnteredHasScoresOfItsOwn() {
        a.stays("start", "start", 0);
        a.take(rated(0, Arm.CANDIDATE, 1, 0.25));
        a.stays("enter", "enter", 1);
        a.take(rated(1, Arm.CANDIDATE, 1, 0.5));
        a.stays("back", "back", 0);
        a.take(rated(0, Arm.CANDIDATE, 1, 0.75));

        assertThat(List.of("start", "enter", "back"))
                .extracting(entered ->
                        a.sum().scores(entered, Arm.CANDIDATE).values().sum())
                .containsExactly(0.25, 0.5, 0.75);
    }

    @Test
    void anotherModelMakesAnEndOfAllScores() {
        a.stays("start", "start", 0);
        b.stays("start", "start", 0);
        a.take(scored(Arm.CANDIDATE, 1, 0));
        a.take(rated(0, Arm.CANDIDATE, 1, 0.25));
        tell(a, A, b);
        NodeEvidence.Totals old = a.own().totals();
        b.take(new Score.Scored(outcome(Arm.CANDIDATE, 2, 0, "newer")));
        b.hear(A, 0, "", old);
        b.take(rated(0, Arm.CANDIDATE, 2, 0.5));
        tell(b, B, a);
        a.take(rated(0, Arm.CANDIDATE, 1, 1));
        tell(a, A, b);

        assertThat(b.sum()).isEqualTo(a.sum());
        assertThat(a.sum().scores("start", Arm.CANDIDATE).values().count()).isEqualTo(2);
        assertThat(a.sum().scores("start", Arm.CANDIDATE).values().sum()).isEqualTo(1.5);
    }

    @Test
    void noMoreKeysAreScoredThanAreRemembered() {
        RolloutEvidence small = new RolloutEvidence(A, 2);
        small.stays("start", "start", 0);
        for (int key = 0; key < 5; key++) {
            small.take(rated(0, Arm.CANDIDATE, key, 1));
        }
        assertThat(small.sum().scores("start", Arm.CANDIDATE).values().count()).isEqualTo(2);
    }

    @Test
    void moreKeysThanAreRememberedBeginARound() {
        RolloutEvidence small = new RolloutEvidence(A, 2);
        for (int key = 0; key < 3; key++) {
            small.take(scored(Arm.CANDIDATE, key, 1));
        }
        assertThat(small.sum().round()).isEqualTo(1);
        assertThat(small.sum().why()).isEqualTo("2 sticky keys were bad, which is all that is remembered");
        assertThat(small.sum().guardrail(0).firsts()).isEqualTo(Map.of(CANDIDATE, 1L));
    }

    @Test
    void eachNodeCountsADrawnKeyOnceWhileTheRolloutStaysInItsStage() {
        a.stays("start", "start", 0);
        b.stays("start", "start", 0);
        a.take(new Score.Assigned("r", 0, Arm.CANDIDATE, 7));
        a.take(new Score.Assigned("r", 0, Arm.CANDIDATE, 7));
        a.take(new Score.Assigned("r", 0, Arm.BASELINE, 8));
        a.take(new Score.Assigned("r", 1, Arm.CANDIDATE, 9));
        b.take(new Score.Assigned("r", 0, Arm.CANDIDATE, 7));
        tell(b, B, a);
        a.stays("enter", "enter", 1);
        a.take(new Score.Assigned("r", 1, Arm.CANDIDATE, 7));
        a.take(new Score.Assigned("r", 0, Arm.BASELINE, 9));
        a.stays("back", "back", 0);
        a.stays("back", "back", 0);
        a.take(new Score.Assigned("r", 0, Arm.CANDIDATE, 7));

        assertThat(a.sum().draws()).containsOnlyKeys("start", "enter", "back");
        assertThat(a.sum().draws().get("start")).containsExactlyInAnyOrder(new Draws(1, 1), new Draws(1, 0));
        assertThat(a.sum().draws().get("enter")).containsExactly(new Draws(1, 0));
        assertThat(a.sum().draws().get("back")).containsExactly(new Draws(1, 0));
    }

    /** But for one thing: whether a key that failed on both arms is the one's or the other's. */
    @Property(tries = 200)
    void inWhateverOrderNodesHearOfEachOtherTheyKnowTheSame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rounds) {
        Random random = new Random(seed);
        List<Life> lives = List.of(A, B, new Life("c", "1"));
        List<RolloutEvidence> nodes = lives.stream().map(RolloutEvidence::new).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 40; i++) {
                long key = random.nextInt(30);
                Arm arm = key % 3 == 0 ? Arm.CANDIDATE : Arm.BASELINE;
                nodes.get(random.nextInt(3)).take(scored(arm, key, random.nextInt(8)));
            }
            List<int[]> pairs = new ArrayList<>();
            for (int from = 0; from < 3; from++) {
                for (int to = 0; to < 3; to++) {
                    pairs.add(new int[] {from, to});
                }
            }
            Collections.shuffle(pairs, random);
            for (int[] pair : pairs) {
                tell(nodes.get(pair[0]), lives.get(pair[0]), nodes.get(pair[1]));
            }
        }
        Evidence first = nodes.getFirst().sum();
        for (RolloutEvidence other : nodes) {
            assertThat(other.sum().tallies()).isEqualTo(first.tallies());
            for (int place = 0; place < 3; place++) {
                assertThat(other.sum().guardrail(place).firsts())
                        .isEqualTo(first.guardrail(place).firsts());
            }
        }
        assertThat(first.all(Arm.CANDIDATE).requests() + first.all(Arm.BASELINE).requests())
                .isEqualTo(40L * rounds);
    }
}
