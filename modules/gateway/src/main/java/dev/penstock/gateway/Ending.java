package dev.penstock.gateway;

import dev.penstock.admission.Admission;
import dev.penstock.admission.Room;
import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.Refusal;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.providers.AnswerEvents;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import dev.penstock.trace.Recorder;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How requests end, each exactly once: with an answer, a refusal, an error, or a caller who went away. What a request
 * held is given back and its story is told. One per event loop.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final Admission admission;
    private final InFlight inFlight;
    private final Recorder recorder;
    private final Features features;
    private final Mirror mirror;
    private final ArmScores scores;
    private final Learning learning;
    private final LongSupplier nanoTime;

    Ending(
            Admission admission,
            InFlight inFlight,
            Recorder recorder,
            Features features,
            Mirror mirror,
            ArmScores scores,
            LongSupplier nanoTime) {
        this.admission = admission;
        this.inFlight = inFlight;
        this.recorder = recorder;
        this.features = features;
        this.mirror = mirror;
        this.scores = scores;
        this.learning = new Learning(features.rules());
        this.nanoTime = nanoTime;
    }

    /** The whole answer is here and known. */
    void answer(Exchange x, byte[] body) {
        // What a target gave needs its room until it has left.
        Room sending =
                x.call() == null ? x.room : x.asking().call().answerRoom().handOver();
        Outcome outcome = x.outcomeOfAnswer();
        long overheadUs = x.overheadUs(nanoTime.getAsLong());
        AnswerHeaders.put(x.answer.head(), x, outcome, overheadUs);
        endAttempts(x);
        if (!x.attempts.isEmpty()) {
            AnswerHeaders.putCost(x.answer.head(), Trace.costPicodollars(x.attempts));
        }
        if (x.text != null) {
            x.text.whole(body);
        }
        x.answer.json(body).onComplete(_ -> sending.free());
        end(x, outcome, 200, null, overheadUs);
    }

    /** The stream is complete. */
    void stream(Exchange x) {
        Outcome outcome = x.outcomeOfAnswer();
        x.answer.endStream();
        end(x, outcome, 200, null, x.firstByteOverheadUs);
    }

    /**
     * We say no. {@code bodyUnread} says that the caller may still be sending, so that the connection is of no more
     * use.
     */
    void refuse(Exchange x, Refusal why, boolean bodyUnread) {
        Duration retryAfter = ErrorMapping.retryAfter(why);
        tell(x, Outcome.REFUSE, ErrorMapping.of(why), retryAfter, retryAfter != null, bodyUnread);
    }

    /** The last attempt failed and no other is made. */
    void fail(Exchange x, AttemptFailure last) {
        AttemptFailure failure = worthTelling(x, last);
        Diagnosis diagnosis = DiagnosisTable.of(failure);
        boolean refused = diagnosis instanceof Diagnosis.Declined
                || failure instanceof AttemptFailure.Inexpressible
                || failure instanceof AttemptFailure.Killed
                || (failure instanceof AttemptFailure.ErrorStatus && ErrorMapping.isTheCallersFault(diagnosis));
        // Who has asked several times has retried enough for the caller too.
        boolean mayRetry = !refused && x.attemptsBegun() <= 1 && CallerRetry.mayHelp(failure, diagnosis);
        tell(
                x,
                refused ? Outcome.REFUSE : Outcome.FAILED,
                ErrorMapping.of(failure),
                ErrorMapping.retryAfter(failure),
                mayRetry,
                false);
    }

    /** No answer satisfied the contract, and the route has nothing else to say; {@code more} is said behind that. */
    void refuseAnswer(Exchange x, AttemptFailure.InvalidOutput invalid, @Nullable String more) {
        ApiError error = ErrorMapping.of(invalid);
        ApiError whole = more == null
                ? error
                : new ApiError(error.kind(), error.message() + " " + more, error.param(), error.code());
        tell(x, Outcome.REFUSE, whole, null, false, false);
    }

    /** Says a text in the place of an answer, as the caller wanted that: whole or as a stream. */
    void say(Exchange x, Outcome outcome, String text, Instant now) {
        CallerRequest request = Objects.requireNonNull(x.request);
        Codec codec = Codecs.of(x.dialect);
        Reply reply = new Reply(x.traceId, request.model(), now.getEpochSecond(), request.usageAsked());
        ChatAnswer answer = new ChatAnswer(
                x.traceId,
                request.model(),
                now.getEpochSecond(),
                List.of(new ChatAnswer.Choice(0, List.of(new Part.Text(text)), FinishReason.STOP, "", null, null)),
                usageOfAnswer(x),
                null);
        long overheadUs = x.overheadUs(nanoTime.getAsLong());
        AnswerHeaders.put(x.answer.head(), x, outcome, overheadUs);
        if (request.stream()) {
            x.answer.beginStream();
            x.answer.write(Buffer.buffer(AnswerEvents.write(answer, codec.eventWriter(reply))));
            x.answer.endStream();
        } else {
            if (!x.attempts.isEmpty()) {
                AnswerHeaders.putCost(x.answer.head(), Trace.costPicodollars(x.attempts));
            }
            x.answer.json(codec.writeAnswer(answer, reply));
        }
        if (x.text != null) {
            x.text.whole(codec.writeAnswer(answer, reply));
        }
        end(x, outcome, 200, null, overheadUs);
    }

    /** What a good answer used in whose place something is said; where there was none, the provider does not tell. */
    private static Usage usageOfAnswer(Exchange x) {
        Attempt last = x.attempts.isEmpty() ? null : x.attempts.getLast();
        Usage usage = last == null || last.failure() != null ? null : last.usage();
        return usage == null ? new Usage(0, 0, 0, 0, 0) : usage;
    }

    /** A stream broke off after its first content: its end must not look clean. */
    void breakOff(Exchange x, ApiError error, String why) {
        x.answer.breakStream(error);
        end(x, Outcome.FAILED, 200, why, x.firstByteOverheadUs);
    }

    /** The caller went away: nobody wants the answer any more. */
    void gone(Exchange x) {
        if (x.over) {
            return;
        }
        long overheadUs = x.answer.begun() ? x.firstByteOverheadUs : x.overheadUs(nanoTime.getAsLong());
        x.underWay().forEach(asking -> asking.call().cancel());
        end(x, Outcome.CANCELLED, x.answer.begun() ? 200 : 0, null, overheadUs);
    }

    /** Runs a step of a request's way. A fault of ours must not leave a caller without an answer. */
    void guarded(Exchange x, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            LOG.error("a fault in Penstock ended request {}", x.traceId, bug);
            if (x.over) {
                return;
            }
            x.underWay().forEach(asking -> asking.call().cancel());
            ApiError error = new ApiError(
                    ApiError.Kind.SERVER, "A fault in the gateway ended this request.", null, "gateway_fault");
            if (x.answer.begun()) {
                breakOff(x, error, error.message());
            } else {
                tell(x, Outcome.FAILED, error, null, false, false);
            }
        }
    }

    /** What is under way is over, however it went, and nothing more is done about it. */
    void endAttempts(Exchange x) {
        for (Asking asking : x.underWay()) {
            AttemptFailure failure = asking.call().failure();
            endAttempt(x, asking, failure == null ? null : DiagnosisTable.of(failure), null);
        }
    }

    /** An attempt is over; {@code remedy} is what is done about its failure. */
    void endAttempt(Exchange x, Asking asking, @Nullable Diagnosis diagnosis, @Nullable String remedy) {
        TargetCall call = asking.call();
        x.attempts.add(call.attempt(x.origin, diagnosis, remedy));
        x.pauses = call.progress().pauses();
        if (diagnosis != null) {
            scores.failed(x);
        }
        learn(x, asking, diagnosis);
        learning.ended(x, asking, diagnosis);
        call.freeRooms();
        asking.over();
    }

    /** What the attempt says of its target. */
    private void learn(Exchange x, Asking asking, @Nullable Diagnosis diagnosis) {
        long now = nanoTime.getAsLong();
        asking.permit.ended(diagnosis, now);
        AnswerFacts facts = asking.call().facts();
        features.qualities()
                .ended(
                        asking.rung.target().name(),
                        Objects.requireNonNull(x.release).id(),
                        diagnosis,
                        facts == null ? null : facts.finish(),
                        now);
    }

    /** That a target could not even be asked says less than how one that was asked failed. */
    private static AttemptFailure worthTelling(Exchange x, AttemptFailure last) {
        if (last instanceof AttemptFailure.Inexpressible) {
            for (Attempt attempt : x.attemptsOfRelease().reversed()) {
                if (attempt.failure() != null && !(attempt.failure() instanceof AttemptFailure.Inexpressible)) {
                    return attempt.failure();
                }
            }
        }
        return last;
    }

    private void tell(
            Exchange x,
            Outcome outcome,
            ApiError error,
            @Nullable Duration retryAfter,
            boolean mayRetry,
            boolean bodyUnread) {
        if (x.over) {
            return;
        }
        long overheadUs = x.overheadUs(nanoTime.getAsLong());
        AnswerHeaders.put(x.answer.head(), x, outcome, overheadUs);
        x.answer.error(error, x.traceId, retryAfter, mayRetry, bodyUnread);
        end(x, outcome, x.answer.statusOf(error), error.message(), overheadUs);
    }

    /** What an answer teaches, and a copy of its request for a candidate. */
    private void answered(Exchange x) {
        Usage usage = x.attempts.isEmpty() ? null : x.attempts.getLast().usage();
        if (usage != null && x.route != null) {
            features.lengths().saw(x.route, usage.output());
        }
        if (x.mirrored != null) {
            x.shadow = mirror.offer(x, x.mirrored);
        }
    }

    /** Settles and records. */
    private void end(Exchange x, Outcome outcome, int status, @Nullable String error, long overheadUs) {
        if (x.over) {
            return;
        }
        x.over = true;
        endAttempts(x);
        inFlight.remove(x);
        x.room.free();
        if (x.inRoute != null) {
            admission.leave(x.inRoute);
        }
        if (x.admitted) {
            admission.leave();
        }
        boolean answered = outcome == Outcome.PASS || outcome == Outcome.RETRY || outcome == Outcome.FALLBACK;
        if (answered) {
            answered(x);
        }
        // A text of the route's own, too, is an answer, but no target's.
        learning.over(x, answered && x.asking != null && x.asking.call().failure() == null);
        scores.over(x, nanoTime.getAsLong());
        recorder.record(x.trace(outcome, status, error, overheadUs, nanoTime.getAsLong()), x.pauses);
        if (x.text != null) {
            x.text.free();
        }
    }
}
