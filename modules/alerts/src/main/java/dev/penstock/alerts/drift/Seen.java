package dev.penstock.alerts.drift;

import dev.penstock.core.Attempt;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor must know of a request that is over. What is not known is null.
 *
 * @param at when it came in
 * @param refused whether the model declined, or the provider held content back
 * @param outputTokens of the answer
 * @param contract what became of the first answer that was held against the contract
 * @param toolCall whether the answer calls tools
 * @param machinery the target, and what its provider says answered
 * @param costPicodollars of all its attempts
 * @param again the same for the same request of the same caller
 */
public record Seen(
        String route,
        String release,
        Instant at,
        boolean refused,
        @Nullable Long outputTokens,
        @Nullable First contract,
        boolean toolCall,
        @Nullable String machinery,
        @Nullable Long costPicodollars,
        @Nullable String again) {
    /** What became of a first answer. */
    public enum First {
        VALID,
        REPAIRED,
        INVALID
    }

    /** What a trace says; empty where there was no answer, or nobody saw it. */
    public static Optional<Seen> of(Trace trace) {
        String route = trace.route();
        String release = trace.release();
        if (route == null
                || release == null
                || trace.attempts().isEmpty()
                || trace.choices().shadowOf() != null
                || trace.outcome() == Outcome.CANCELLED) {
            return Optional.empty();
        }
        Attempt last = last(trace);
        boolean refused = last.diagnosis() == Diagnosis.Declined.REFUSAL
                || last.diagnosis() == Diagnosis.Declined.CONTENT_FILTERED
                || last.finish() == FinishReason.REFUSAL
                || last.finish() == FinishReason.CONTENT_FILTER;
        First first = first(trace);
        if (last.failure() != null && !refused && first == null) {
            return Optional.empty();
        }
        boolean whole = last.failure() == null;
        return Optional.of(new Seen(
                route,
                release,
                trace.at(),
                refused,
                whole && !refused && last.usage() != null
                        ? Long.valueOf(last.usage().output())
                        : null,
                first,
                last.finish() == FinishReason.TOOL_CALLS,
                whole ? machinery(last) : null,
                whole ? trace.costPicodollars() : null,
                again(trace)));
    }

    /** The one that answered, which need not be the last where two were under way. */
    private static Attempt last(Trace trace) {
        return trace.attempts().stream()
                .filter(attempt -> attempt.failure() == null)
                .findFirst()
                .orElse(trace.attempts().getLast());
    }

    private static @Nullable First first(Trace trace) {
        return trace.attempts().stream()
                .map(Attempt::contract)
                .filter(Objects::nonNull)
                .findFirst()
                .map(contract -> switch (contract.word()) {
                    case VALID -> First.VALID;
                    case REPAIRED -> First.REPAIRED;
                    case INVALID -> First.INVALID;
                    case NOT_CHECKED, NOT_READ -> null;
                })
                .orElse(null);
    }

    /** The body alone says little: two callers may ask the same. */
    private static @Nullable String again(Trace trace) {
        RequestFacts facts = trace.facts();
        return facts.digest() == null ? null : trace.caller() + " " + facts.session() + " " + facts.digest();
    }

    private static @Nullable String machinery(Attempt attempt) {
        return attempt.returnedModel() == null
                ? null
                : attempt.target() + " " + attempt.returnedModel()
                        + (attempt.fingerprint() == null ? "" : " " + attempt.fingerprint());
    }
}
