package dev.penstock.router;

import static dev.penstock.router.Releases.price;
import static dev.penstock.router.Releases.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.RouterPolicy;
import org.junit.jupiter.api.Test;

class FixedTest {
    @Test
    void theOrderIsTheWrittenOneWhateverThePrices() {
        Order order = Router.order(
                Releases.of(
                        RouterPolicy.FIXED,
                        target("large", 10, price("3", "15")),
                        target("small", null, price("0", "0"))),
                Asked.tokens(800),
                ExpectedOutput.NOTHING_SEEN);

        assertThat(Releases.names(order)).containsExactly("large", "small");
        assertThat(order.reason()).isEqualTo("fixed");
    }
}
