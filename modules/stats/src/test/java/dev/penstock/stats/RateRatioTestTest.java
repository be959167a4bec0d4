package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateRatioTestTest {
    record Failure(boolean candidate, double rho) {}

    private static final List<Failure> FIVE = List.of(
            new Failure(true, 0.05),
            new Failure(false, 0.05),
            new Failure(true, 0.25),
            new Failure(false, 0.5),
            new Failure(true, 0.01));

    /** By mpmath. */
    @Test
    void isTheFormula() {
        assertThat(logE(RateRatioTest.harm(0), FIVE)).isCloseTo(2.436820218809627, within(1e-12));
        assertThat(logE(RateRatioTest.harm(0.2), FIVE)).isCloseTo(2.1189109284430234, within(1e-12));
        assertThat(logE(RateRatioTest.nonInferiority(0.5), FIVE)).isCloseTo(-1.7197955970239147, within(1e-12));
    }

    /** Alpha 1 %. With a baseline arm of the candidate's size, nine are needed. */
    @ParameterizedTest
    @CsvSource({"0.01, 2", "0.05, 3", "0.1, 3", "0.5, 9"})
    void soManyErrorsOfTheCandidateInARowAreEnough(double rho, int errors) {
        RateRatioTest harm = RateRatioTest.harm(0);

        assertThat(logE(harm, Collections.nCopies(errors - 1, new Failure(true, rho))))
                .isLessThan(Math.log(100));
        assertThat(logE(harm, Collections.nCopies(errors, new Failure(true, rho))))
                .isGreaterThan(Math.log(100));
    }

    @Property
    void beforeAnyErrorTheEvidenceIsOne(@ForAll("tests") RateRatioTest test) {
        assertThat(test.logE(RatioEvidence.NONE)).isZero();
    }

    @Property
    void addingUpIsAsTakingOneAfterTheOtherInWhateverOrder(
            @ForAll("tests") RateRatioTest test, @ForAll("failures") List<Failure> failures, @ForAll long seed) {
        List<Failure> shuffled = new ArrayList<>(failures);
        Collections.shuffle(shuffled, new Random(seed));
        int cut = failures.size() / 3;

        RatioEvidence whole = of(test, failures);
        RatioEvidence parts = of(test, shuffled.subList(cut, shuffled.size()))
                .plus(RatioEvidence.NONE)
                .plus(of(test, shuffled.subList(0, cut)));

        assertThat(test.logE(parts)).isCloseTo(test.logE(whole), within(1e-9));
        assertThat(parts.candidateErrors()).isEqualTo(whole.candidateErrors());
        assertThat(parts.baselineErrors()).isEqualTo(whole.baselineErrors());
    }

    @Property
    void anErrorOfTheCandidateNeverSpeaksForItAndOneOfTheBaselineNeverAgainstIt(
            @ForAll("failures") List<Failure> failures,
            @ForAll("failure") Failure next,
            @ForAll("margins") double margin) {
        RateRatioTest harm = RateRatioTest.harm(margin);
        RateRatioTest proof = RateRatioTest.nonInferiority(margin);
        int sign = next.candidate() ? 1 : -1;

        assertThat(sign * grows(harm, failures, next)).isGreaterThan(-1e-9);
        assertThat(sign * grows(proof, failures, next)).isLessThan(1e-9);
    }

    @Property
    void atTheEdgeOfTheHypothesisTheEvidenceIsExpectedToStayAsItIs(
            @ForAll("failures") List<Failure> failures, @ForAll("rho") double rho, @ForAll("margins") double margin) {
        double edge = 1 + margin;
        double candidates = rho * edge / (1 - rho + rho * edge);
        for (RateRatioTest test : List.of(RateRatioTest.harm(margin), RateRatioTest.nonInferiority(margin))) {
            double expected = candidates * Math.exp(grows(test, failures, new Failure(true, rho)))
                    + (1 - candidates) * Math.exp(grows(test, failures, new Failure(false, rho)));

            assertThat(expected).isCloseTo(1, within(1e-9));
        }
    }

    @Property
    void evidenceThatIsTakenApartIsPutTogetherAgain(@ForAll("failures") List<Failure> failures) {
        RatioEvidence evidence = of(RateRatioTest.harm(0), failures);

        RatioEvidence again = RatioEvidence.of(evidence.sums(), evidence.candidateErrors(), evidence.baselineErrors());

        assertThat(again).isEqualTo(evidence).hasSameHashCodeAs(evidence);
    }

    @Test
    void evidenceIsNotChangedByWhoReadsIt() {
        RatioEvidence evidence = of(RateRatioTest.harm(0), FIVE);
        RatioEvidence before = RatioEvidence.of(evidence.sums(), 3, 2);

        evidence.sums()[0] = 1_000;
        RateRatioTest.harm(0).add(evidence, true, 0.05);

        assertThat(evidence).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void aChanceThatIsNoneIsRefused(double rho) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateRatioTest.harm(0).add(RatioEvidence.NONE, true, rho))
                .withMessage("rho is " + rho + ", expected a number above 0 and below 1");
    }

    @Test
    void aMarginThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateRatioTest.harm(-0.5))
                .withMessage("toleratedMargin is -0.5, expected 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateRatioTest.nonInferiority(0))
                .withMessage("margin is 0.0, expected a number above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> RateRatioTest.harm(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> RateRatioTest.nonInferiority(Double.POSITIVE_INFINITY));
    }

    @Test
    void evidenceOfAnotherTestIsRefused() {
        RatioEvidence other = RatioEvidence.of(new double[] {0.5, 0.25}, 1, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateRatioTest.harm(0).logE(other))
                .withMessage("evidence with 2 sums, expected 8: it is of another test");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateRatioTest.harm(0).add(other, true, 0.05));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(RateRatioTest.harm(0), FIVE).plus(other));
    }

    @Test
    void evidenceThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioEvidence.of(new double[] {Double.NaN}, 1, 0))
                .withMessage("sums has NaN, expected finite numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioEvidence.of(new double[] {1}, 0, 0))
                .withMessage("sums has 1 numbers for 0 errors, expected none for none and some for some");
        assertThatIllegalArgumentException().isThrownBy(() -> RatioEvidence.of(new double[0], 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> RatioEvidence.of(new double[] {1}, -1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> RatioEvidence.of(new double[] {1}, 2, -1));
    }

    @Provide
    Arbitrary<RateRatioTest> tests() {
        return margins()
                .flatMap(margin -> Arbitraries.of(RateRatioTest.harm(margin), RateRatioTest.nonInferiority(margin)));
    }

    @Provide
    Arbitrary<Double> margins() {
        return Arbitraries.doubles().between(0.01, 5);
    }

    @Provide
    Arbitrary<Double> rho() {
        return Arbitraries.doubles().between(0.001, 0.999).ofScale(3);
    }

    @Provide
    Arbitrary<Failure> failure() {
        return Combinators.combine(Arbitraries.of(true, false), rho()).as(Failure::new);
    }

    @Provide
    Arbitrary<List<Failure>> failures() {
        return failure().list().ofMaxSize(40);
    }

    private static double grows(RateRatioTest test, List<Failure> failures, Failure next) {
        RatioEvidence before = of(test, failures);
        return test.logE(test.add(before, next.candidate(), next.rho())) - test.logE(before);
    }

    private static double logE(RateRatioTest test, List<Failure> failures) {
        return test.logE(of(test, failures));
    }

    private static RatioEvidence of(RateRatioTest test, List<Failure> failures) {
        RatioEvidence evidence = RatioEvidence.NONE;
        for (Failure failure : failures) {
            evidence = test.add(evidence, failure.candidate(), failure.rho());
        }
        return evidence;
    }
}
