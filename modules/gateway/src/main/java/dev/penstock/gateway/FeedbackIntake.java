package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.json.JsonText;
import dev.penstock.trace.store.FeedbackDesk;
import dev.penstock.trace.store.FeedbackDesk.Given;
import dev.penstock.trace.store.FeedbackDesk.Taken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what callers say of answers, and tells them what became of it. One per event loop. */
final class FeedbackIntake {
    static final String PATH = "/v1/feedback";

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackIntake.class);
    private static final long STORED_WITHIN_SECONDS = 10;

    /** When what could not be stored may be sent again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final FeedbackDesk desk;
    private final Ending ending;
    private final boolean open;
    private final Executor loop;
    private final InstantSource clock;

    /** {@code loop} runs what must happen on the event loop. */
    FeedbackIntake(DataPlane plane, Ending ending, Executor loop) {
        this.desk = plane.features().feedback();
        this.ending = ending;
        this.open = plane.config().open();
        this.loop = loop;
        this.clock = plane.clock();
    }

    /** Takes the body of a request; it waits beside the event loop until that is stored. */
    void take(Exchange x, byte[] body) {
        switch (FeedbackReader.read(body, x.callerName(), open, clock.instant())) {
            case Result.Refused<Given>(Refusal why) -> ending.refuse(x, why, false);
            case Result.Ok<Given>(Given given) -> {
                var _ = desk.give(given)
                        .toCompletableFuture()
                        .orTimeout(STORED_WITHIN_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(fault -> {
                            LOG.error("feedback could not be stored", fault);
                            return new Taken.NotStored("a fault");
                        })
                        .thenAcceptAsync(
                                taken -> {
                                    if (!x.over) {
                                        ending.guarded(x, () -> tell(x, taken));
                                    }
                                },
                                loop);
            }
        }
    }

    private void tell(Exchange x, Taken taken) {
        switch (taken) {
            case Taken.Stored(String trace, boolean repeated) -> {
                StringBuilder json = new StringBuilder("{\"trace\":");
                JsonText.appendQuoted(json, trace);
                json.append(",\"repeated\":").append(repeated).append('}');
                ending.answer(x, json.toString().getBytes(UTF_8));
            }
            case Taken.Unknown() -> ending.refuse(x, new Refusal.UnknownTrace(), false);
            case Taken.NoTexts(String route) ->
                ending.refuse(
                        x,
                        new Refusal.InvalidField(
                                "correction",
                                "correction and comment are texts, expected none: the route '" + route
                                        + "' keeps no texts (traces.text)."),
                        false);
            case Taken.Away(String node) ->
                ending.refuse(
                        x,
                        new Refusal.FeedbackNotStored(
                                "the node that has the trace, " + CallerText.shown(node, x.http) + ", does not answer",
                                AGAIN),
                        false);
            case Taken.NotStored(String why) -> {
                // Names and addresses inside the operator's network are not for callers.
                LOG.warn("feedback of request {} was not stored: {}", x.traceId, why);
                ending.refuse(x, new Refusal.FeedbackNotStored("it cannot be stored now", AGAIN), false);
            }
        }
    }
}
