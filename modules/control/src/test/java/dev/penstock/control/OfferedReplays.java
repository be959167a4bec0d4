package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Choices;
import dev.penstock.core.Dialect;
import dev.penstock.core.Outcome;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Trace;
import dev.penstock.trace.RecordedRequest;
import dev.penstock.trace.Replayed;
import dev.penstock.trace.Replays;
import dev.penstock.trace.store.KeptText;
import dev.penstock.trace.store.TraceReader.Answer;
import dev.penstock.trace.store.TraceTexts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The text of all traces but {@code t-bare}; all can be replayed but {@code t-busy} and {@code t-odd}. */
final class OfferedReplays implements TraceTexts, Replays {
    private volatile boolean held;

    private static final String ANSWER = """
        {"id":"c-%d","choices":[{"message":{"content":"Twelve metres."}}]}\
        """;

    @Override
    public CompletionStage<Answer<Optional<KeptText>>> text(String id) {
        return CompletableFuture.completedStage(
                switch (id) {
                    case "t-bare" -> new Answer.Read<>(Optional.empty());
                    case "t-unstored" -> new Answer.NotRead<>("The disk is full.");
                    default -> new Answer.Read<>(Optional.of(new KeptText("{}", ANSWER.formatted(1), Operator.NOW)));
                });
    }

    /** From now on nothing is answered. */
    void hold() {
        held = true;
    }

    @Override
    public CompletionStage<Replayed> replay(RecordedRequest recorded, ReleaseContent release) {
        if (held) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedStage(
                switch (recorded.trace()) {
                    case "t-busy" -> new Replayed.Busy(4);
                    case "t-odd" -> new Replayed.Impossible("It is odd.");
                    default ->
                        new Replayed.Over(
                                trace(recorded, release), ANSWER.formatted(2).getBytes(UTF_8));
                });
    }

    private static Trace trace(RecordedRequest recorded, ReleaseContent release) {
        return new Trace(
                "t-9",
                Operator.NOW,
                recorded.caller(),
                Dialect.OPENAI,
                recorded.endpoint(),
                release.route().name(),
                release.id(),
                1,
                null,
                null,
                false,
                recorded.facts(),
                Choices.NONE,
                List.of(),
                Outcome.PASS,
                0,
                null,
                0,
                1_000,
                null,
                null);
    }
}
