package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "1, 1", "4, 1", "5, 2", "4000, 1000", "9223372036854775807, 2305843009213693952"})
    void fourBytesAreATokenAndABeginningCounts(long bytes, long tokens) {
        assertThat(TokenEstimate.of(bytes)).isEqualTo(tokens);
    }
}
