package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.trace.store.FoundTrace;
import dev.penstock.trace.store.Place;
import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceSearch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One trace, {@code t-1}, and a few like it for replays; others are away, damaged, cannot be read, or make looking for
 * them fail.
 */
final class OfferedTraces implements TraceSearch {
    private static final byte[] STORY = """
        {"trace":"t-1","at":"2026-11-21T12:00:00Z","endpoint":"/v1/chat/completions","route":"support","release":"0a1b",
        "attempts":[{"target":"a","diagnosis":"overloaded"},{"target":"b"},{"target":"b"}],
        "outcome":"fallback","status":200,"cost_microdollars":4.5,"total_us":1200}
        """.getBytes(UTF_8);

    @Override
    public CompletionStage<Found> find(String id) {
        return CompletableFuture.completedStage(
                switch (id) {
                    case "t-1" -> new Found.Here(STORY);
                    case "t-bare", "t-busy", "t-odd", "t-unstored" ->
                        new Found.Here(
                                new String(STORY, UTF_8).replace("t-1", id).getBytes(UTF_8));
                    case "t-early" ->
                        new Found.Here(new String(STORY, UTF_8)
                                .replace("release", "none")
                                .getBytes(UTF_8));
                    case "t-damaged" -> new Found.Here("{\"trace\":\"t-dam".getBytes(UTF_8));
                    case "t-fault" -> throw new IllegalStateException("a fault of the tests");
                    case "t-away" -> new Found.Away("node-b");
                    case "t-unread" -> new Found.NotRead("The disk is full.");
                    default -> new Found.Unknown();
                });
    }

    /** A limit of 13 makes it fail; with one of 12, two that cannot be read are there, too. */
    @Override
    public CompletionStage<Listed> list(TraceQuery query) {
        if (query.limit() == 13) {
            throw new IllegalStateException("a fault of the tests");
        }
        Place place = new Place(0x33079d7cf6000248L, "t-1");
        FoundTrace good = new FoundTrace(place, STORY);
        List<FoundTrace> all = query.limit() == 12
                ? List.of(
                        new FoundTrace(place, new byte[0]), good, new FoundTrace(place, "{\"trace\":".getBytes(UTF_8)))
                : List.of(good);
        return CompletableFuture.completedStage(new Listed(all, List.of("node-b"), place));
    }
}
