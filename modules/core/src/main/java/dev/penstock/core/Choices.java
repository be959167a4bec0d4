package dev.penstock.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a request, and why. What was not decided is null.
 *
 * @param arm the side of a split that it is on; null where its route has none
 * @param split why it is on that side
 * @param router why the targets were asked in their order
 * @param skipped targets that were not asked because they are stopped, each with what stops it
 * @param unknown tools' results that are unknown, on which its answer stands; of very many the first
 * @param shadow the trace id of its copy to a candidate, or why there is none although it was to be copied
 * @param shadowOf the trace id of the request that this is a copy of; nobody saw the answer
 * @param review the id of the review in which a person looks at it
 * @param note what it said in its route's rollout
 */
public record Choices(
        @Nullable String arm,
        @Nullable String split,
        @Nullable String router,
        List<String> skipped,
        List<UnknownResult> unknown,
        @Nullable String shadow,
        @Nullable String shadowOf,
        @Nullable String review,
        @Nullable ArmNote note) {
    /** Nothing was decided. */
    public static final Choices NONE = new Choices(null, null, null, List.of(), List.of(), null, null, null, null);

    public Choices {
        skipped = List.copyOf(skipped);
        unknown = List.copyOf(unknown);
    }
}
