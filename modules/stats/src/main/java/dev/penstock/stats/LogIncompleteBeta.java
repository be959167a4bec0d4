package dev.penstock.stats;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/** The natural logarithm of the incomplete beta function, also where that is far too small for a double. */
final class LogIncompleteBeta {
    /**
     * Below this a regularised value is not taken: from 6e-256 on it may be wrong by an eighth, where it was summed up
     * from a term that is subnormal.
     */
    private static final double SMALLEST = 1e-200;

    private LogIncompleteBeta() {}

    /** ln of the integral of {@code t^(a-1) (1-t)^(b-1)} from 0 to x; x above 0 and below 1, a and b above 0. */
    static double lower(double x, double a, double b) {
        double share = RegularizedBeta.value(x, a, b);
        return share > SMALLEST ? Math.log(share) + LogBeta.value(a, b) : series(x, a, b);
    }

    /** ln of the same integral from x to 1. */
    static double upper(double x, double a, double b) {
        double share = RegularizedBeta.complement(x, a, b);
        return share > SMALLEST ? Math.log(share) + LogBeta.value(a, b) : series(1 - x, b, a);
    }

    /**
     * Of a far tail: {@code x^a (1-x)^b / a * F(a + b, 1; a + 1; x)}, NIST Digital Library of Mathematical Functions,
     * 8.17.8. All terms are positive, and they fall because x is far below {@code a / (a + b)}.
     */
    private static double series(double x, double a, double b) {
        double term = 1;
        double sum = 1;
        for (int n = 0; term > sum * 1e-17; n++) {
            term *= x * (a + b + n) / (a + 1 + n);
            sum += term;
        }
        return a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) + Math.log(sum);
    }
}
