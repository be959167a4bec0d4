package dev.penstock.telemetry;

import dev.penstock.core.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody thought of an answer. A comment or a corrected answer is content, and no part of it.
 *
 * @param trace the id of the request's trace
 * @param route the request's route; null where it has none
 * @param context where the request stood in a distributed trace; null if that is not known
 * @param name what was judged, such as {@code thumbs}
 * @param score its value; null where it was not put in a number
 * @param label its value in a word; null where there is none
 */
public record Evaluation(
        Instant at,
        String trace,
        @Nullable String route,
        @Nullable TraceContext context,
        String name,
        @Nullable Double score,
        @Nullable String label) {}
