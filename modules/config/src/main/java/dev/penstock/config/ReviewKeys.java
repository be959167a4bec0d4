package dev.penstock.config;

import dev.penstock.core.config.ReviewTerms;
import java.time.Duration;
import java.util.List;

/** Reads {@code risk:} and {@code reviews:} of a route. */
final class ReviewKeys {
    static final String HIGH = "high";
    static final String LOW = "low";

    private ReviewKeys() {}

    /** What a route says; the usual terms where it says nothing, or nothing that can be read. */
    static ReviewTerms read(Section route) {
        boolean highRisk = highRisk(route);
        Section section = route.section("reviews", Keys.REVIEWS);
        Duration keep = section == null ? ReviewTerms.USUAL.keep() : section.duration("keep", ReviewTerms.USUAL.keep());
        ReviewTerms terms =
                section == null ? new ReviewTerms(highRisk, keep) : section.make(() -> new ReviewTerms(highRisk, keep));
        return terms == null ? ReviewTerms.USUAL : terms;
    }

    private static boolean highRisk(Section route) {
        String risk = route.text("risk", LOW + " or " + HIGH);
        if (risk != null && !risk.equals(HIGH) && !risk.equals(LOW)) {
            route.wrongWord("risk", risk, List.of(LOW, HIGH));
        }
        return HIGH.equals(risk);
    }
}
