package dev.penstock.core.config;

import java.time.Duration;

/**
 * What a route has people look at.
 *
 * @param highRisk whether an answer that calls tools is only proposed: a person says whether its caller gets it
 * @param keep how long a review waits for a decision, one minute to 90 days
 */
public record ReviewTerms(boolean highRisk, Duration keep) {
    /** Those of a route that says nothing. */
    public static final ReviewTerms USUAL = new ReviewTerms(false, Duration.ofDays(7));

    public ReviewTerms {
        new Checks()
                .duration("keep", keep, Duration.ofMinutes(1), Duration.ofDays(90))
                .done();
    }
}
