package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.Outcome;
import dev.penstock.trace.MicroDollars;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The headers in which every answer says what was done with its request. */
final class AnswerHeaders {
    private static final CharSequence TRACE = HttpHeaders.createOptimized("x-penstock-trace");
    private static final CharSequence ROUTE = HttpHeaders.createOptimized("x-penstock-route");
    private static final CharSequence RELEASE = HttpHeaders.createOptimized("x-penstock-release");
    private static final CharSequence REVISION = HttpHeaders.createOptimized("x-penstock-revision");
    private static final CharSequence PROMPT = HttpHeaders.createOptimized("x-penstock-prompt");
    private static final CharSequence TARGET = HttpHeaders.createOptimized("x-penstock-target");
    private static final CharSequence UNKNOWN = HttpHeaders.createOptimized("x-penstock-unknown");
    private static final CharSequence REVIEW = HttpHeaders.createOptimized("x-penstock-review");
    private static final CharSequence OUTCOME = HttpHeaders.createOptimized("x-penstock-outcome");
    private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-penstock-attempts");
    private static final CharSequence OVERHEAD = HttpHeaders.createOptimized("x-penstock-overhead-us");
    private static final CharSequence COST = HttpHeaders.createOptimized("x-penstock-cost-microdollars");
    private static final CharSequence OPENAI_REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence ANTHROPIC_REQUEST_ID = HttpHeaders.createOptimized("request-id");

    private AnswerHeaders() {}

    /** Puts in what is known; of a stream the cost is not known yet. */
    static void put(HttpServerResponse head, Exchange x, Outcome outcome, long overheadUs) {
        head.putHeader(TRACE, x.traceId);
        head.putHeader(requestId(x.dialect), x.traceId);
        if (x.release != null) {
            head.putHeader(ROUTE, x.release.route().name());
            head.putHeader(RELEASE, x.release.id());
            head.putHeader(REVISION, Long.toString(x.revision));
            if (x.release.prompt() != null) {
                head.putHeader(PROMPT, x.release.prompt().label());
            }
        }
        if (x.asking != null) {
            head.putHeader(TARGET, x.asking.rung.target().name());
        }
        if (!x.unknown.isEmpty()) {
            head.putHeader(
                    UNKNOWN,
                    x.unknown.stream()
                            .map(result -> result.tool() + "=" + result.why().word())
                            .collect(Collectors.joining(", ")));
        }
        if (x.review != null) {
            head.putHeader(REVIEW, x.review);
        }
        head.putHeader(OUTCOME, outcome.word());
        head.putHeader(ATTEMPTS, Integer.toString(x.attemptsBegun()));
        head.putHeader(OVERHEAD, Long.toString(overheadUs));
    }

    /** Puts in what a whole answer cost. */
    static void putCost(HttpServerResponse head, @Nullable Long picodollars) {
        head.putHeader(
                COST,
                picodollars == null ? "unknown" : MicroDollars.of(picodollars).toPlainString());
    }

    /** Under this name the official clients look for an id to show in their errors: it is the trace's. */
    private static CharSequence requestId(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OPENAI_REQUEST_ID;
            case ANTHROPIC -> ANTHROPIC_REQUEST_ID;
        };
    }
}
