package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogIncompleteBetaTest {
    /** By mpmath, with 60 digits; the last three are far too small for a double. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 3, 5, -4.9108707639425506, -6.1386947840906665",
        "0.95, 95, 5, -20.5046905755125, -20.283724639381658",
        "0.95, 900, 150, -432.13086919451496, -500.10879189706898",
        "0.1, 20, 3, -49.247575868292286, -8.4381499840757845",
        "0.5, 2501, 7501, -5627.8747299415422, -6940.682545652025",
        "0.5, 7501, 2501, -6940.682545652025, -5627.8747299415422",
        "0.5, 1, 10001, -9.210440366976516, -6941.3753931469896"
    })
    void isThatOfALibraryWithMoreDigits(double x, double a, double b, double lower, double upper) {
        assertThat(LogIncompleteBeta.lower(x, a, b)).isCloseTo(lower, within(1e-10));
        assertThat(LogIncompleteBeta.upper(x, a, b)).isCloseTo(upper, within(1e-10));
    }
}
