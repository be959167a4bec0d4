package dev.penstock.telemetry;

import dev.penstock.core.TraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.List;

/** Where a request stands in a distributed trace, in OpenTelemetry's types. */
final class SpanContexts {
    private SpanContexts() {}

    /** The request's own span. */
    static SpanContext request(TraceContext context) {
        return SpanContext.create(context.traceId(), context.spanId(), flags(context), state(context));
    }

    /** The span of the attempt that so many began before. */
    static SpanContext attempt(TraceContext context, int number) {
        return SpanContext.create(context.traceId(), context.attemptId(number), flags(context), state(context));
    }

    /** The span of whoever called; none if the trace begins here. */
    static SpanContext caller(TraceContext context) {
        return context.parent() == 0
                ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(
                        context.traceId(), context.parentId(), flags(context), state(context));
    }

    private static TraceFlags flags(TraceContext context) {
        return context.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    }

    private static TraceState state(TraceContext context) {
        if (context.state().isEmpty()) {
            return TraceState.getDefault();
        }
        TraceStateBuilder state = TraceState.builder();
        // Each one that is put goes before the others.
        for (String member : List.of(context.state().split(",", -1)).reversed()) {
            int equals = member.indexOf('=');
            state.put(member.substring(0, equals), member.substring(equals + 1));
        }
        return state.build();
    }
}
