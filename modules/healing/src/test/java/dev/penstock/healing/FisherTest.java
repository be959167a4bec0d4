package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherTest {
    /** The lady who tastes tea, four of eight cups: 1 of 70, and 17 of 70. */
    @ParameterizedTest
    @CsvSource({"4, 0, 4, 4, 0.0142857", "4, 1, 4, 3, 0.2428571", "4, 2, 4, 2, 0.7571429", "4, 4, 4, 0, 1"})
    void itIsAsInTheBooks(int others, int othersBad, int block, int bad, double tail) {
        assertThat(Fisher.tail(others, othersBad, block, bad)).isCloseTo(tail, within(1e-6));
    }

    @Test
    void eachBadOneMoreMakesItSurer() {
        double before = 1.1;
        for (int bad = 0; bad <= 100; bad++) {
            double tail = Fisher.tail(2_000, 40, 100, bad);
            assertThat(tail).isLessThanOrEqualTo(before);
            before = tail;
        }
        assertThat(before).isLessThan(1e-100);
    }
}
