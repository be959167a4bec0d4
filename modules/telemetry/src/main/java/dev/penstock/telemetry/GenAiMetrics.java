package dev.penstock.telemetry;

import dev.penstock.core.Attempt;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/**
 * The client metrics of the conventions, counted from each attempt: see {@link GenAi}. The time between pieces of a
 * stream is not among them, for it is counted on the way: see {@link OwnMetrics}.
 */
final class GenAiMetrics {
    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Long> TOKENS = List.of(
            1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L, 16777216L, 67108864L);

    private final Targets targets;
    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final LongHistogram tokens;

    GenAiMetrics(Meter meter, Targets targets) {
        this.targets = targets;
        duration = seconds(meter, GenAi.DURATION, "GenAI operation duration.");
        firstChunk = seconds(meter, GenAi.FIRST_CHUNK, "Time to receive the first chunk of a stream.");
        tokens = meter.histogramBuilder(GenAi.TOKEN_USAGE)
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Number of input and output tokens used.")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    void add(Trace trace) {
        for (Attempt attempt : trace.attempts()) {
            add(trace, attempt);
        }
    }

    private void add(Trace trace, Attempt attempt) {
        AttributesBuilder known = targets.of(trace, attempt).toBuilder();
        if (attempt.returnedModel() != null) {
            known.put(GenAi.RESPONSE_MODEL, attempt.returnedModel());
        }
        Attributes asked = known.build();
        duration.record(
                (attempt.endedUs() - attempt.startedUs()) / 1e6,
                attempt.failure() == null
                        ? asked
                        : asked.toBuilder()
                                .put(GenAi.ERROR_TYPE, attempt.failure().word())
                                .build());
        if (trace.stream() && attempt.firstContentUs() >= 0) {
            firstChunk.record(firstChunkSeconds(attempt), asked);
        }
        Usage usage = attempt.usage();
        if (usage != null) {
            tokens.record(usage.totalInput(), type(asked, "input"));
            tokens.record(usage.output(), type(asked, "output"));
        }
    }

    /** From sending the request to its first content. */
    static double firstChunkSeconds(Attempt attempt) {
        return (attempt.firstContentUs() - Math.max(attempt.sentUs(), attempt.startedUs())) / 1e6;
    }

    private static Attributes type(Attributes asked, String type) {
        return asked.toBuilder().put(GenAi.TOKEN_TYPE, type).build();
    }
}
