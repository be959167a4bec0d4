package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.canary.RolloutDesk;
import dev.penstock.core.ArmNote;
import dev.penstock.core.TraceContext;
import dev.penstock.telemetry.Evaluation;
import dev.penstock.telemetry.Telemetry;
import dev.penstock.trace.ArmNoteJson;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.store.Feedback;
import dev.penstock.trace.store.FeedbackSink;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who learns of feedback, and what of it. */
final class FeedbackReaders {
    /** Kinds that say one of a few words, so that these can be counted. */
    private static final Set<String> CHOSEN = Set.of("thumb", "signal");

    private FeedbackReaders() {}

    /** Counts it. */
    static FeedbackSink counting(Metrics metrics) {
        return (story, said) -> metrics.addFeedback(
                String.valueOf(route(story)),
                said.kind(),
                CHOSEN.contains(said.kind()) && said.label() != null ? said.label() : "");
    }

    /** Tells a collector, without what people wrote. */
    static FeedbackSink telling(Telemetry telemetry) {
        return (story, said) -> telemetry.evaluated(evaluation(story, said));
    }

    /** Tells rollouts what counts for them. */
    static FeedbackSink ofRollouts(RolloutDesk rollouts) {
        return (story, said) -> {
            ArmNote note = ArmNoteJson.of(story);
            if (note != null) {
                rollouts.said(
                        note, said.trace(), ArmNoteJson.model(story, note), said.kind(), said.value(), said.label());
            }
        };
    }

    private static Evaluation evaluation(JsonNode story, Feedback said) {
        return new Evaluation(
                said.at(),
                said.trace(),
                route(story),
                context(story.path("trace_context")),
                said.kind(),
                said.value(),
                said.label());
    }

    /** Its route, if that is one: callers may ask for what does not exist. */
    private static @Nullable String route(JsonNode story) {
        return story.has("release") ? story.path("route").asText() : null;
    }

    private static @Nullable TraceContext context(JsonNode context) {
        String trace = context.path("trace_id").asText();
        return trace.isEmpty()
                ? null
                : new TraceContext(
                        Long.parseUnsignedLong(trace, 0, 16, 16),
                        Long.parseUnsignedLong(trace, 16, 32, 16),
                        Long.parseUnsignedLong(context.path("parent_id").asText("0"), 16),
                        Long.parseUnsignedLong(context.path("span_id").asText("0"), 16),
                        context.path("sampled").asBoolean(),
                        "");
    }
}
