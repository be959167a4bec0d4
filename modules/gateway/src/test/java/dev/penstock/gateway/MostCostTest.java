package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Release;
import dev.penstock.core.config.Price;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The most that a request may cost, at a microdollar for an input token and two for an output token. */
class MostCostTest {
    private static final Price PRICE = new Price(1_000_000, 500_000, 1_250_000, 2_000_000, null, null);
    /** A stream may be gone on with five times. */
    private static final int ATTEMPTS_OF_A_STREAM = 6;

    private final Release release = priced(Releases.plain());

    @Test
    void eachByteIsATokenOfTheDearestKindAndTheAnswerIsAsLongAsItMayBe() {
        CallerRequest request = Releases.chat("{'model':'a','max_tokens':100,'messages':[]}");
        long bytes = request.body().bytes().length;

        assertThat(MostCost.microdollars(release, request, 20))
                .isEqualTo(Math.ceilDiv((bytes + 20) * 1_250_000 + 100 * 2_000_000, 1_000_000));
    }

    @Test
    void severalAnswersCostAsOftenAndAStreamMayBeGoneOnWith() {
        long one = cost("{'model':'a','max_tokens':100,'n':1,'messages':[]}");
        assertThat(cost("{'model':'a','max_tokens':100,'n':3,'messages':[]}")).isEqualTo(one + 2 * 100 * 2);

        long whole = cost("{'model':'a','max_tokens':100,'stream':false,'messages':[]}");
        assertThat(cost("{'model':'a','max_tokens':100,'stream': true,'messages':[]}"))
                .isEqualTo(ATTEMPTS_OF_A_STREAM * whole);
    }

    @Test
    void whereNobodyLimitsTheAnswerItsTargetsUsualLimitCounts() {
        assertThat(cost("{'model':'a','messages':[]}")).isGreaterThan(777 * 2).isLessThan(777 * 2 + 100);
    }

    @Test
    void aTargetWithoutAPriceHasNoMost() {
        CallerRequest request = Releases.chat("{'model':'a','messages':[]}");
        assertThat(MostCost.microdollars(Releases.plain(), request, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-9e18"})
    void whatIsNoLengthLimitsNothing(String maxTokens) {
        assertThat(cost("{'model':'a','max_tokens':" + maxTokens + ",'n':-5,'messages':[]}"))
                .isGreaterThan(777 * 2)
                .isLessThan(777 * 2 + 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'max_tokens':9223372036854775807",
                "'max_tokens':1e300",
                "'max_tokens':9000000000000",
                "'max_tokens':4000000000,'n':4000000000",
            })
    void moreThanCanBeCountedHasNoMost(String asked) {
        assertThat(cost("{'model':'a','messages':[]," + asked + "}")).isEqualTo(-1);
    }

    private long cost(String body) {
        return MostCost.microdollars(release, Releases.chat(body), 0);
    }

    private static Release priced(Release plain) {
        List<Release.Rung> ladder = plain.ladder().stream()
                .map(rung -> new Release.Rung(rung.target().withPrice(PRICE), rung.provider()))
                .toList();
        return new Release(plain.id(), plain.content(), ladder);
    }
}
