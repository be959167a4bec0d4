package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmpiricalBernsteinTest {
    @Test
    void isTheFormula() {
        EmpiricalBernstein values = EmpiricalBernstein.at(0.05);
        for (int i = 0; i < 40; i++) {
            values = values.add(0.9).add(0.8).add(1);
        }
        MeanEvidence evidence = values.evidence();

        assertThat(evidence.count()).isEqualTo(120);
        assertThat(evidence.mean()).isCloseTo(0.9, within(1e-12));
        assertThat(evidence.lower(0.05)).isCloseTo(0.8465717924787457, within(1e-12));
        assertThat(evidence.upper(0.05)).isCloseTo(0.9534282075212542, within(1e-12));
        assertThat(evidence.lower(0.01)).isLessThan(evidence.lower(0.05));
        assertThat(evidence.upper(0.01)).isGreaterThan(evidence.upper(0.05));
    }

    @Test
    void beforeAnyValueAllIsPossible() {
        assertThat(MeanEvidence.NONE.lower(0.05)).isZero();
        assertThat(MeanEvidence.NONE.upper(0.05)).isEqualTo(1);
        assertThat(MeanEvidence.NONE.mean()).isNaN();
        assertThat(EmpiricalBernstein.at(0.05).evidence()).isEqualTo(MeanEvidence.NONE);
    }

    @Property
    void aScoreTurnedRoundTurnsTheBoundsRound(@ForAll List<@DoubleRange(min = 0, max = 1) Double> scores) {
        EmpiricalBernstein values = EmpiricalBernstein.at(0.01);
        EmpiricalBernstein turned = EmpiricalBernstein.at(0.01);
        for (double score : scores) {
            values = values.add(score);
            turned = turned.add(1 - score);
            assertThat(values.evidence().lower(0.03))
                    .isBetween(0.0, 1.0)
                    .isLessThanOrEqualTo(values.evidence().upper(0.03));
        }

        assertThat(turned.evidence().lower(0.01))
                .isCloseTo(1 - values.evidence().upper(0.01), within(1e-9));
        assertThat(turned.evidence().upper(0.01))
                .isCloseTo(1 - values.evidence().lower(0.01), within(1e-9));
    }

    /** 400 runs, each looked at after all of its 2,000 values; 5 % and four standard errors are 38. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.9})
    void theMeanIsSeldomEverOutsideABound(double mean) {
        int wrong = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            EmpiricalBernstein values = EmpiricalBernstein.at(0.05);
            boolean above = false;
            for (int i = 0; i < 2_000; i++) {
                values = values.add(random.nextDouble() < mean ? 1 : 0);
                above |= values.evidence().lower(0.05) > mean;
            }
            wrong += above ? 1 : 0;
            assertThat(values.evidence().upper(0.05) - values.evidence().lower(0.05))
                    .isLessThan(0.12);
        }
        assertThat(wrong).isLessThanOrEqualTo(38);
    }

    /**
     * Three nodes with a part of the values each, added up and looked at after every value: 600 runs. The bets are
     * tuned for another chance than is asked for. Of a chance p, p and four standard errors may be wrong.
     */
    @ParameterizedTest
    @CsvSource({"0.1, 0.2", "0.1, 0.01", "0.6, 0.05", "0.9, 0.05", "0.9, 0.2"})
    void theMeanIsSeldomEverOutsideABoundOfSeveralNodesTogether(double mean, double alpha) {
        int runs = 600;
        int tooHigh = 0;
        int tooLow = 0;
        for (int seed = 0; seed < runs; seed++) {
            Random random = new Random(seed);
            EmpiricalBernstein[] nodes = {
                EmpiricalBernstein.at(0.02), EmpiricalBernstein.at(0.02), EmpiricalBernstein.at(0.02)
            };
            boolean above = false;
            boolean below = false;
            for (int i = 0; i < 1_500; i++) {
                // One node has most of them, as behind an uneven balancer.
                int node = Math.max(0, random.nextInt(6) - 3);
                nodes[node] = nodes[node].add(random.nextDouble() < mean ? 1 : 0);
                MeanEvidence all = Stream.of(nodes)
                        .map(EmpiricalBernstein::evidence)
                        .reduce(MeanEvidence.NONE, MeanEvidence::plus);
                above |= all.lower(alpha) > mean;
                below |= all.upper(alpha) < mean;
            }
            tooHigh += above ? 1 : 0;
            tooLow += below ? 1 : 0;
        }
        double most = runs * alpha + 4 * Math.sqrt(runs * alpha * (1 - alpha));
        assertThat(tooHigh).isLessThanOrEqualTo((int) most);
        assertThat(tooLow).isLessThanOrEqualTo((int) most);
    }

    /** To be spread over nodes costs a little: each begins with bets of its own. */
    @Test
    void severalNodesTogetherKnowNearlyAsMuchAsOne() {
        Random random = new Random(3);
        EmpiricalBernstein one = EmpiricalBernstein.at(0.01);
        EmpiricalBernstein left = one;
        EmpiricalBernstein right = one;
        for (int i = 0; i < 4_000; i++) {
            double value = random.nextDouble();
            one = one.add(value);
            left = i % 2 == 0 ? left.add(value) : left;
            right = i % 2 == 1 ? right.add(value) : right;
        }
        MeanEvidence both = left.evidence().plus(right.evidence());

        assertThat(both).isEqualTo(right.evidence().plus(left.evidence()));
        assertThat(both.count()).isEqualTo(4_000);
        assertThat(both.mean()).isCloseTo(one.evidence().mean(), within(1e-9));
        assertThat(width(both)).isBetween(width(one.evidence()), 1.3 * width(one.evidence()));
    }

    static Stream<Arguments> scores() {
        ToDoubleFunction<Random> narrow = random -> Math.clamp(0.8 + 0.1 * random.nextGaussian(), 0, 1);
        ToDoubleFunction<Random> wide = random -> Math.clamp(0.8 + 0.2 * random.nextGaussian(), 0, 1);
        ToDoubleFunction<Random> coin = random -> random.nextBoolean() ? 1 : 0;
        return Stream.of(
                Arguments.of(narrow, 352, 462), Arguments.of(wide, 622, 954), Arguments.of(coin, 7_469, 14_842));
    }

    /** The table of docs/statistics.md: how many values of two equal means prove that they are within 0.05. */
    @ParameterizedTest
    @MethodSource("scores")
    void equalMeansAreProvenToBeNearByAsManyValuesAsTheDocsSay(ToDoubleFunction<Random> score, int median, int p90) {
        int[] needed = IntStream.range(0, 101)
                .map(seed -> needed(new Random(seed), score))
                .sorted()
                .toArray();

        assertThat(needed[50]).isCloseTo(median, withinPercentage(1));
        assertThat(needed[90]).isCloseTo(p90, withinPercentage(1));
    }

    private static int needed(Random random, ToDoubleFunction<Random> score) {
        EmpiricalBernstein one = EmpiricalBernstein.at(0.01);
        EmpiricalBernstein other = one;
        int needed = 0;
        while (one.evidence().lower(0.025) <= other.evidence().upper(0.025) - 0.05) {
            one = one.add(score.applyAsDouble(random));
            other = other.add(score.applyAsDouble(random));
            needed++;
        }
        return needed;
    }

    private static double width(MeanEvidence evidence) {
        return evidence.upper(0.01) - evidence.lower(0.01);
    }

    @Test
    void whatIsNoShareIsRefused() {
        EmpiricalBernstein values = EmpiricalBernstein.at(0.05);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.add(1.5))
                .withMessage("value is 1.5, expected a number from 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> values.add(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> EmpiricalBernstein.at(0));
        assertThatIllegalArgumentException().isThrownBy(() -> MeanEvidence.NONE.lower(1));
        assertThatIllegalArgumentException().isThrownBy(() -> MeanEvidence.NONE.upper(0));
    }
}
