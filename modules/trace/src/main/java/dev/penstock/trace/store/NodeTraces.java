package dev.penstock.trace.store;

import dev.penstock.trace.store.TraceReader.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The traces that one node can read: the latest in memory, and those in its store. */
public final class NodeTraces implements TraceSearch {
    private final String node;
    private final Function<String, byte @Nullable []> latest;
    private final TraceReader reader;

    /**
     * @param node this node's name
     * @param latest the story of a trace that is among the latest, by its id
     */
    public NodeTraces(String node, Function<String, byte @Nullable []> latest, TraceReader reader) {
        this.node = node;
        this.latest = latest;
        this.reader = reader;
    }

    @Override
    public CompletionStage<Found> find(String id) {
        return story(id)
                .thenCompose(found -> found instanceof Found.Here(byte[] story)
                        ? withFeedback(id, story)
                        : CompletableFuture.completedStage(found));
    }

    /** Without feedback where it cannot be read: the story is worth more. */
    private CompletionStage<Found> withFeedback(String id, byte[] story) {
        return reader.feedback(id)
                .thenApply(answer -> new Found.Here(
                        answer instanceof Answer.Read<List<Feedback>>(List<Feedback> said)
                                ? StoryFeedback.of(story, said)
                                : story));
    }

    /** The trace with an id, without what was said of it. */
    CompletionStage<Found> story(String id) {
        byte[] story = latest.apply(id);
        return story != null
                ? CompletableFuture.completedStage(new Found.Here(story))
                : reader.find(id).thenApply(answer -> switch (answer) {
                    case Answer.Read<Optional<byte[]>>(Optional<byte[]> stored) ->
                        stored.<Found>map(Found.Here::new).orElseGet(Found.Unknown::new);
                    case Answer.NotRead<Optional<byte[]>>(String why) -> new Found.NotRead(why);
                });
    }

    @Override
    public CompletionStage<Listed> list(TraceQuery query) {
        return reader.query(query.withOneMore()).thenApply(answer -> switch (answer) {
            case Answer.Read<List<FoundTrace>>(List<FoundTrace> found) -> listed(found, query.limit(), List.of());
            case Answer.NotRead<List<FoundTrace>> _ -> new Listed(List.of(), List.of(node), null);
        });
    }

    /** A page of what was found, the newest first, with one more than the limit if there are more. */
    static Listed listed(List<FoundTrace> found, int limit, List<String> silent) {
        boolean more = found.size() > limit;
        List<FoundTrace> page = more ? found.subList(0, limit) : found;
        return new Listed(page, silent, more ? page.getLast().place() : null);
    }
}
