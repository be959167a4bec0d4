package dev.penstock.telemetry;

import dev.penstock.core.Attempt;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import dev.penstock.core.Usage;
import dev.penstock.trace.MicroDollars;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that is over as spans: one for the request and, as its children, one for each attempt. What a provider or a
 * caller wrote is in none of them: neither messages nor answers, nor the text of an error.
 */
final class RequestSpans {
    private final Resource resource;
    private final InstrumentationScopeInfo scope;
    private final Targets targets;

    RequestSpans(Resource resource, InstrumentationScopeInfo scope, Targets targets) {
        this.resource = resource;
        this.scope = scope;
        this.targets = targets;
    }

    /** The request's span first; none where nobody records its trace. */
    List<SpanData> of(Trace trace) {
        TraceContext context = trace.context();
        if (context == null || !context.isSpan() || !context.sampled()) {
            return List.of();
        }
        List<SpanData> spans = new ArrayList<>(1 + trace.attempts().size());
        SpanContext request = SpanContexts.request(context);
        spans.add(request(trace, request, SpanContexts.caller(context)));
        List<Attempt> attempts = trace.byBegin();
        for (int i = 0; i < attempts.size(); i++) {
            spans.add(attempt(trace, attempts.get(i), SpanContexts.attempt(context, i), request));
        }
        return spans;
    }

    private FinishedSpan request(Trace trace, SpanContext context, SpanContext parent) {
        String operation = GenAi.operation(trace.endpoint());
        String route = trace.release() == null ? null : trace.route();
        AttributesBuilder all = Attributes.builder();
        put(all, GenAi.OPERATION, operation);
        put(all, GenAi.REQUEST_MODEL, route);
        all.put(GenAi.URL_PATH, trace.endpoint());
        if (trace.status() > 0) {
            all.put(GenAi.HTTP_STATUS, (long) trace.status());
        }
        if (!trace.attempts().isEmpty()) {
            Attempt last = trace.attempts().getLast();
            put(all, GenAi.PROVIDER, targets.provider(last).name());
            if (last.failure() == null) {
                answer(all, last);
            }
        }
        put(all, GenAi.ERROR_TYPE, error(trace));
        own(all, trace, route);
        String what = operation == null ? trace.endpoint() : operation;
        return span(
                context,
                parent,
                route == null ? what : what + " " + route,
                SpanKind.SERVER,
                at(trace, 0),
                at(trace, trace.totalUs()),
                all,
                trace.outcome() == Outcome.FAILED || trace.status() >= 500);
    }

    /** The kind of the last failure, or how the request ended; null for one with an answer. */
    private static @Nullable String error(Trace trace) {
        return switch (trace.outcome()) {
            case PASS, RETRY, FALLBACK, CLARIFY, ESCALATE -> null;
            case REFUSE, FAILED, CANCELLED -> {
                var failure = trace.attempts().isEmpty()
                        ? null
                        : trace.attempts().getLast().failure();
                yield failure == null ? trace.outcome().word() : failure.word();
            }
        };
    }

    private static void own(AttributesBuilder all, Trace trace, @Nullable String route) {
        all.put(Own.TRACE, trace.id());
        put(all, Own.CALLER, trace.caller());
        all.put(Own.DIALECT, trace.dialect().word());
        put(all, Own.ROUTE, route);
        put(all, Own.RELEASE, trace.release());
        all.put(Own.REVISION, trace.revision());
        put(all, Own.PROMPT, trace.prompt());
        put(all, Own.PROMPT_HASH, trace.promptHash());
        put(all, GenAi.CONVERSATION, trace.facts().session());
        put(all, Own.DIGEST, trace.facts().digest());
        put(all, Own.CONTEXT_IDS, trace.facts().contextIds());
        Choices choices = trace.choices();
        put(all, Own.ARM, choices.arm());
        put(all, Own.SPLIT, choices.split());
        put(all, Own.ROUTER, choices.router());
        put(all, Own.SKIPPED, choices.skipped());
        put(all, Own.SHADOW, choices.shadow());
        put(all, Own.REVIEW, choices.review());
        all.put(Own.OUTCOME, trace.outcome().word());
        all.put(Own.ATTEMPTS, (long) trace.attempts().size());
        all.put(Own.OVERHEAD_US, trace.overheadUs());
        cost(all, trace.costPicodollars());
    }

    private FinishedSpan attempt(Trace trace, Attempt attempt, SpanContext context, SpanContext parent) {
        AttributesBuilder all = targets.of(trace, attempt).toBuilder();
        if (trace.stream()) {
            all.put(GenAi.REQUEST_STREAM, true);
            if (attempt.firstContentUs() >= 0) {
                all.put(GenAi.TIME_TO_FIRST_CHUNK, GenAiMetrics.firstChunkSeconds(attempt));
            }
        }
        if (attempt.status() > 0) {
            all.put(GenAi.HTTP_STATUS, (long) attempt.status());
        }
        answer(all, attempt);
        all.put(Own.TARGET, attempt.target());
        all.put(Own.PROVIDER, attempt.provider());
        if (attempt.failure() != null) {
            all.put(GenAi.ERROR_TYPE, attempt.failure().word());
        }
        put(
                all,
                Own.DIAGNOSIS,
                attempt.diagnosis() == null ? null : attempt.diagnosis().word());
        put(all, Own.REMEDY, attempt.remedy());
        put(all, Own.RULES, attempt.rules());
        ContractResult contract = attempt.contract();
        if (contract != null) {
            all.put(Own.CONTRACT, contract.word().word());
            put(all, Own.CHECKS, contract.checks());
            put(all, Own.REPAIRS, contract.repairs());
        }
        put(all, Own.FINGERPRINT, attempt.fingerprint());
        put(all, Own.PROVIDER_REQUEST_ID, attempt.providerRequestId());
        cost(all, attempt.costPicodollars());
        String operation = GenAi.operation(trace.endpoint());
        return span(
                context,
                parent,
                (operation == null ? trace.endpoint() : operation) + " " + attempt.model(),
                SpanKind.CLIENT,
                at(trace, attempt.startedUs()),
                at(trace, attempt.endedUs()),
                all,
                attempt.failure() != null);
    }

    private static void answer(AttributesBuilder all, Attempt attempt) {
        put(all, GenAi.RESPONSE_ID, attempt.answerId());
        put(all, GenAi.RESPONSE_MODEL, attempt.returnedModel());
        if (attempt.finish() != null) {
            all.put(GenAi.FINISH_REASONS, List.of(attempt.finish().word()));
        }
        Usage usage = attempt.usage();
        if (usage != null) {
            all.put(GenAi.INPUT_TOKENS, usage.totalInput());
            all.put(GenAi.CACHE_READ_TOKENS, usage.cachedInput());
            all.put(GenAi.CACHE_CREATION_TOKENS, usage.cacheWrite());
            all.put(GenAi.OUTPUT_TOKENS, usage.output());
            all.put(GenAi.REASONING_TOKENS, usage.reasoning());
        }
    }

    private FinishedSpan span(
            SpanContext context,
            SpanContext parent,
            String name,
            SpanKind kind,
            long start,
            long end,
            AttributesBuilder attributes,
            boolean failed) {
        StatusData status = failed ? StatusData.error() : StatusData.unset();
        return new FinishedSpan(resource, scope, context, parent, name, kind, start, end, attributes.build(), status);
    }

    /** Nanoseconds since 1970. */
    private static long at(Trace trace, long us) {
        Instant begin = trace.at();
        return TimeUnit.SECONDS.toNanos(begin.getEpochSecond()) + begin.getNano() + TimeUnit.MICROSECONDS.toNanos(us);
    }

    /** What is not known is not said, and is not 0. */
    private static void cost(AttributesBuilder all, @Nullable Long picodollars) {
        if (picodollars != null) {
            all.put(Own.COST_MICRODOLLARS, MicroDollars.of(picodollars).doubleValue());
        }
    }

    private static void put(AttributesBuilder all, AttributeKey<String> key, @Nullable String value) {
        if (value != null) {
            all.put(key, value);
        }
    }

    private static void put(AttributesBuilder all, AttributeKey<List<String>> key, List<String> values) {
        if (!values.isEmpty()) {
            all.put(key, values);
        }
    }
}
