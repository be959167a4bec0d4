package dev.penstock.router;

import static dev.penstock.router.Releases.names;
import static dev.penstock.router.Releases.price;
import static dev.penstock.router.Releases.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Release;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Target;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheapestTest {
    private static final RouterPolicy POLICY = new RouterPolicy.CheapestThatFits(300);
    private static final Target LARGE = target("large", 200_000, price("3", "15"));
    private static final Target SMALL = target("small", 8_000, price("0.15", "0.60"));
    /** Dear to read, cheap to write. */
    private static final Target READER = target("reader", 100_000, price("1", "0.20"));

    @Test
    void theCheapestForThisRequestIsFirstWhateverTheWrittenOrder() {
        Order order = order(Releases.of(POLICY, LARGE, READER, SMALL), Asked.tokens(800));

        assertThat(names(order)).containsExactly("small", "reader", "large");
        assertThat(order.reason())
                .isEqualTo("cheapest-that-fits: small 300 µ$ < reader 860 µ$ < large 6900 µ$"
                        + " (estimated 800 in, 300 out)");
    }

    @Test
    void whichIsCheapestDependsOnHowMuchIsReadAndWritten() {
        Release release = Releases.of(POLICY, SMALL, READER);

        assertThat(names(order(release, Asked.tokens(10)))).containsExactly("reader", "small");
        assertThat(names(order(release, Asked.tokens(1_000)))).containsExactly("small", "reader");
    }

    @Test
    void howLongAnswersOfTheRouteHaveBeenCountsOnceThereAreSome() {
        Release release = Releases.of(POLICY, SMALL, READER);
        Asked query = Asked.tokens(1_000);

        Order order = Router.order(release, query, new ExpectedOutput(Map.of("support", 5_000L, "other", 1L)));
        assertThat(names(order)).containsExactly("reader", "small");
        assertThat(order.reason()).endsWith("(estimated 1000 in, 5000 out)");

        order = Router.order(release, query, new ExpectedOutput(Map.of("other", 5_000L)));
        assertThat(names(order)).containsExactly("small", "reader");
    }

    @Test
    void aTargetWithoutRoomForInputAndOutputIsLeftOut() {
        Release release = Releases.of(POLICY, SMALL, LARGE);

        assertThat(names(order(release, Asked.tokens(7_700)))).containsExactly("small", "large");
        Order order = order(release, Asked.tokens(7_701));
        assertThat(names(order)).containsExactly("large");
        assertThat(order.reason())
                .isEqualTo("cheapest-that-fits: large 27603 µ$; too small: small (estimated 7701 in, 300 out)");
    }

    @Test
    void roomIsKeptForAllThatTheCallerMayGetAndTheLikelyOutputIsPaid() {
        Release release = Releases.of(POLICY, SMALL, LARGE);

        Order order = order(release, Asked.tokens(1_000).withMaxTokens(7_001));
        assertThat(names(order)).containsExactly("large");
        assertThat(order.reason())
                .isEqualTo("cheapest-that-fits: large 7500 µ$; too small: small"
                        + " (estimated 1000 in, 300 of at most 7001 out)");

        assertThat(names(order(release, Asked.tokens(1_000).withMaxTokens(7_000))))
                .containsExactly("small", "large");
    }

    @Test
    void anAnswerIsNotTakenToBeLongerThanItMayBe() {
        assertThat(order(Releases.of(POLICY, SMALL), Asked.tokens(1_000).withMaxTokens(100))
                        .reason())
                .isEqualTo("cheapest-that-fits: small 210 µ$ (estimated 1000 in, 100 of at most 100 out)");
    }

    @Test
    void whereTheCallerAsksForNoLimitTheRoutesCounts() {
        Release release = Releases.of(POLICY, 7_001, SMALL, LARGE);

        assertThat(names(order(release, Asked.tokens(1_000)))).containsExactly("large");
        assertThat(names(order(release, Asked.tokens(1_000).withMaxTokens(100))))
                .containsExactly("small", "large");
    }

    @Test
    void aTargetWhoseWindowIsNotKnownHasRoom() {
        Target unbounded = target("unbounded", null, price("1", "1"));

        assertThat(names(order(Releases.of(POLICY, SMALL, unbounded), Asked.tokens(1_000_000))))
                .containsExactly("unbounded");
    }

    @Test
    void whereNoneHasRoomTheOrderIsTheWrittenOneAndThatIsSaid() {
        Order order = order(Releases.of(POLICY, LARGE, SMALL), Asked.tokens(300_000));

        assertThat(names(order)).containsExactly("large", "small");
        assertThat(order.reason())
                .isEqualTo("cheapest-that-fits: none fits, in written order (estimated 300000 in, 300 out)");
    }

    @Test
    void aTargetWithoutAPriceComesAfterThoseWithOne() {
        Release release = Releases.of(POLICY, target("odd"), LARGE, target("strange"), SMALL);

        Order order = order(release, Asked.tokens(800));

        assertThat(names(order)).containsExactly("small", "large", "odd", "strange");
        assertThat(order.reason())
                .isEqualTo("cheapest-that-fits: small 300 µ$ < large 6900 µ$; no price: odd, strange"
                        + " (estimated 800 in, 300 out)");
    }

    @Test
    void withoutAnyPriceTheOrderIsTheWrittenOne() {
        Order order = order(Releases.of(POLICY, target("b"), target("a")), Asked.tokens(800));

        assertThat(names(order)).containsExactly("b", "a");
        assertThat(order.reason()).isEqualTo("cheapest-that-fits: no price: b, a (estimated 800 in, 300 out)");
    }

    @Test
    void targetsThatCostTheSameKeepTheWrittenOrder() {
        Target twin = target("a-twin", null, price("0.15", "0.60"));

        Order order = order(Releases.of(POLICY, SMALL, twin), Asked.tokens(800));

        assertThat(names(order)).containsExactly("small", "a-twin");
        assertThat(order.reason()).startsWith("cheapest-that-fits: small 300 µ$ = a-twin 300 µ$ ");
    }

    @Test
    void smallAmountsAreNotRoundedToNothing() {
        Target tiny = target("tiny", null, price("0.01", "0.01"));
        Target free = target("free", null, price("0", "0"));

        assertThat(order(Releases.of(POLICY, tiny, free), Asked.tokens(12).withMaxTokens(1))
                        .reason())
                .startsWith("cheapest-that-fits: free 0 µ$ < tiny 0.13 µ$ ");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
    void oddNumbersGiveAnOrder(long number) {
        Release release = Releases.of(POLICY, LARGE, SMALL, target("odd", null, price("9000000", "9000000")));

        assertThat(names(order(release, Asked.tokens(number)))).contains("odd");
        assertThat(names(order(release, Asked.tokens(number).withMaxTokens(number))))
                .contains("odd");
        assertThat(names(order(release, Asked.tokens(1).withMaxTokens(number)))).contains("odd");
    }

    private static Order order(Release release, Query query) {
        return Router.order(release, query, ExpectedOutput.NOTHING_SEEN);
    }
}
