package dev.penstock.trace.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.trace.Redaction;
import dev.penstock.trace.store.TraceReader.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what is said of answers whose traces this node has. Only who asked may say something of an answer, and texts
 * are stored only where the route keeps texts, blotted as they are.
 */
public final class NodeFeedback implements FeedbackDesk {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFeedback.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Feedback may come before the trace is in its store, which takes a part of a second. */
    private static final int TRIES = 8;
    /** With so many tries left it is not waited for any more: in a shared database another node may be storing it. */
    private static final int SOON = 5;

    private static final long AGAIN_MS = 250;

    private final NodeTraces traces;
    private final TraceReader reader;
    private final Function<String, TraceTerms> terms;
    private final List<FeedbackSink> sinks = new CopyOnWriteArrayList<>();

    /** {@code terms} are those of a route now, by its name. */
    public NodeFeedback(NodeTraces traces, TraceReader reader, Function<String, TraceTerms> terms) {
        this.traces = traces;
        this.reader = reader;
        this.terms = terms;
    }

    /** Tells a sink of all feedback from now on. */
    public void to(FeedbackSink sink) {
        sinks.add(sink);
    }

    @Override
    public CompletionStage<Taken> give(Given given) {
        String trace = given.trace();
        return trace == null ? byAnswer(given, TRIES) : byTrace(given, trace, TRIES);
    }

    private CompletionStage<Taken> byAnswer(Given given, int tries) {
        TraceQuery query = TraceQuery.read(Map.of("answer", String.valueOf(given.answer()), "limit", "1"));
        return traces.list(query).thenCompose(found -> {
            if (!found.traces().isEmpty()) {
                return give(given.of(found.traces().getFirst().place().id()));
            }
            return tries > 1
                    ? later(() -> byAnswer(given, tries - 1))
                    : CompletableFuture.completedStage(new Taken.Unknown());
        });
    }

    private CompletionStage<Taken> byTrace(Given given, String trace, int tries) {
        return traces.story(trace).thenCompose(found -> switch (found) {
            case TraceSearch.Found.Here(byte[] story) -> store(given, trace, read(story), tries);
            case TraceSearch.Found.Unknown() ->
                tries > SOON
                        ? later(() -> byTrace(given, trace, tries - 1))
                        : CompletableFuture.completedStage(new Taken.Unknown());
            case TraceSearch.Found.Away(String node) -> CompletableFuture.completedStage(new Taken.Away(node));
            case TraceSearch.Found.NotRead(String why) -> CompletableFuture.completedStage(new Taken.NotStored(why));
        });
    }

    private CompletionStage<Taken> store(Given given, String trace, JsonNode story, int tries) {
        String caller = story.path("caller").isTextual() ? story.path("caller").asText() : null;
        if (!given.anybody() && !Objects.equals(caller, given.caller())) {
            return CompletableFuture.completedStage(new Taken.Unknown());
        }
        String route = story.path("route").asText();
        TraceTerms kept = terms.apply(route);
        if (kept.text() == StoredText.NONE && given.said().stream().anyMatch(said -> said.text() != null)) {
            return CompletableFuture.completedStage(new Taken.NoTexts(route));
        }
        Redaction redaction = Redaction.of(kept);
        List<Feedback> all = given.said().stream()
                .map(said -> feedback(given, trace, said, redaction, kept.keep()))
                .toList();
        return add(story, all, 0, true, tries);
    }

    private static Feedback feedback(Given given, String trace, Said said, Redaction redaction, Duration keep) {
        return new Feedback(
                trace,
                given.key() + "/" + said.kind(),
                given.at(),
                said.kind(),
                said.value(),
                said.label(),
                said.text() == null ? null : redaction.text(said.text()),
                said.text() == null ? null : given.at().plus(keep),
                given.caller() == null ? "anybody" : given.caller());
    }

    /** One after the other; {@code repeated} says that all so far were stored before. */
    private CompletionStage<Taken> add(JsonNode story, List<Feedback> all, int next, boolean repeated, int tries) {
        if (next == all.size()) {
            return CompletableFuture.completedStage(
                    new Taken.Stored(story.path("trace").asText(), repeated));
        }
        Feedback feedback = all.get(next);
        return reader.add(feedback).thenCompose(answer -> switch (answer) {
            case Answer.NotRead<Feedback.Taken>(String why) ->
                CompletableFuture.completedStage(new Taken.NotStored(why));
            case Answer.Read<Feedback.Taken>(Feedback.Taken taken) ->
                switch (taken) {
                    case ADDED -> {
                        tell(story, feedback);
                        yield add(story, all, next + 1, false, tries);
                    }
                    case REPEATED -> add(story, all, next + 1, repeated, tries);
                    case TOO_MUCH ->
                        CompletableFuture.completedStage(
                                new Taken.NotStored("there is too much feedback on it already"));
                    case NO_SUCH_TRACE ->
                        tries > 1
                                ? later(() -> add(story, all, next, repeated, tries - 1))
                                : CompletableFuture.completedStage(new Taken.Unknown());
                };
        });
    }

    private void tell(JsonNode story, Feedback feedback) {
        for (FeedbackSink sink : sinks) {
            try {
                sink.take(story, feedback);
            } catch (RuntimeException bug) {
                LOG.error("a fault in Penstock kept feedback on {} from one of its readers", feedback.trace(), bug);
            }
        }
    }

    private static CompletionStage<Taken> later(Supplier<CompletionStage<Taken>> again) {
        return CompletableFuture.supplyAsync(again, CompletableFuture.delayedExecutor(AGAIN_MS, TimeUnit.MILLISECONDS))
                .thenCompose(Function.identity());
    }

    private static JsonNode read(byte[] story) {
        try {
            return JSON.readTree(story);
        } catch (IOException e) {
            throw new UncheckedIOException("a line of ours is not JSON", e);
        }
    }
}
