package dev.penstock.trace.store;

import dev.penstock.core.Trace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trace as stores take it.
 *
 * @param tags what it is found by
 * @param costPicodollars what it cost; null if that is not known
 * @param totalUs how long it took in microseconds
 * @param story the whole story as a line of JSON
 * @param text what was said; null where that is not kept
 */
record StoredTrace(
        Place place,
        Set<String> tags,
        @Nullable Long costPicodollars,
        long totalUs,
        byte[] story,
        @Nullable KeptText text) {
    StoredTrace {
        tags = Set.copyOf(tags);
    }

    static StoredTrace of(Trace trace, byte[] json) {
        return new StoredTrace(
                Place.of(trace.at(), trace.id()),
                Tags.of(trace),
                trace.costPicodollars(),
                trace.totalUs(),
                json,
                KeptText.of(trace));
    }

    StoredTrace withoutText() {
        return new StoredTrace(place, tags, costPicodollars, totalUs, story, null);
    }

    String id() {
        return place.id();
    }
}
