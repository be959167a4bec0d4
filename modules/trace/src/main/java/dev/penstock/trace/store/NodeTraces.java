package dev.penstock.trace.store;

import dev.penstock.trace.store.TraceReader.Answer;
import java.util.List;
import java.util.Map;
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
        return reader.feedback(List.of(id))
                .thenApply(answer -> new Found.Here(
                        answer instanceof Answer.Read<Map<String, List<Feedback>>>(Map<String, List<Feedback>> said)
                                ? StoryFeedback.of(story, said.getOrDefault(id, List.of()))
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
        return reader.query(query.withOneMore()).thenCompose(answer -> switch (answer) {
            case Answer.Read<List<FoundTrace>>(List<FoundTrace> found) -> {
                Listed listed = listed(found, query.limit(), List.of());
                yield query.whole() ? withFeedback(listed) : CompletableFuture.completedStage(listed);
            }
            case Answer.NotRead<List<FoundTrace>> _ -> CompletableFuture.completedStage(silent());
        });
    }

    private Listed silent() {
        return new Listed(List.of(), List.of(node), null);
    }

    /** Without texts. Whoever takes all there is must not take stories for whole that are not. */
    private CompletionStage<Listed> withFeedback(Listed listed) {
        List<String> ids =
                listed.traces().stream().map(found -> found.place().id()).toList();
        return reader.feedback(ids).thenApply(answer -> switch (answer) {
            case Answer.Read<Map<String, List<Feedback>>>(Map<String, List<Feedback>> said) ->
                new Listed(
                        listed.traces().stream()
                                .map(found -> withFeedback(
                                        found, said.getOrDefault(found.place().id(), List.of())))
                                .toList(),
                        listed.silent(),
                        listed.next());
            case Answer.NotRead<Map<String, List<Feedback>>> _ -> silent();
        });
    }

    private static FoundTrace withFeedback(FoundTrace found, List<Feedback> said) {
        return found.story().length == 0
                ? found
                : new FoundTrace(
                        found.place(),
                        StoryFeedback.of(
                                found.story(),
                                said.stream().map(Feedback::withoutText).toList()));
    }

    /** A page of what was found, the newest first, with one more than the limit if there are more. */
    static Listed listed(List<FoundTrace> found, int limit, List<String> silent) {
        boolean more = found.size() > limit;
        List<FoundTrace> page = more ? found.subList(0, limit) : found;
        return new Listed(page, silent, more ? page.getLast().place() : null);
    }
}
