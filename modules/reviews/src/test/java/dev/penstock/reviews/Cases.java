package dev.penstock.reviews;

import dev.penstock.core.Dialect;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reviews of these tests, and who moves them. */
final class Cases {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Duration KEEP = Duration.ofDays(7);

    private Cases() {}

    static Author author(String actor) {
        return new Author(actor, "because", "ops", null);
    }

    static Author author(String actor, String key, String fingerprint) {
        return new Author(actor, "because", "ops", new Request(key, fingerprint));
    }

    static Opening opening(ReviewKind kind, String route) {
        boolean proposal = kind == ReviewKind.PROPOSAL;
        return new Opening(
                kind,
                route,
                "38ef1c4b50b7",
                "trace-1",
                "app",
                Dialect.OPENAI,
                List.of(proposal ? "pay" : "schema"),
                new Story(
                        "{\"model\":\"" + route + "\"}",
                        proposal ? "{\"choices\":[]}" : null,
                        proposal ? null : "schema: expected a number",
                        "{\"trace\":\"trace-1\"}",
                        null),
                KEEP);
    }

    /** One of node a, opened some milliseconds after the begin. */
    static FullReview review(ReviewKind kind, String route, int ms) {
        Instant at = NOW.plusMillis(ms);
        return opening(kind, route).as(ReviewId.of("a", at, ms).toString(), "a", at);
    }

    static Review escalation() {
        return review(ReviewKind.ESCALATION, "support", 0).review();
    }

    static Review proposal() {
        return review(ReviewKind.PROPOSAL, "support", 0).review();
    }
}
