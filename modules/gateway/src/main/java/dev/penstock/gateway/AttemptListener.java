package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Release;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.healing.Ladder;
import dev.penstock.healing.Step;
import dev.penstock.providers.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** 8, 9: what comes of one attempt of a request. One per attempt. */
final class AttemptListener implements TargetCall.Listener {
    private final RequestPath path;
    private final Ending ending;
    private final Exchange x;
    private final Asking asking;
    private final Validation validation;
    /** What a stream would have its caller do, if a person must approve that. */
    private Proposal.@Nullable Calls proposed;

    AttemptListener(RequestPath path, Exchange x, Asking asking) {
        this.path = path;
        this.ending = path.ending;
        this.x = x;
        this.asking = asking;
        this.validation = new Validation(x, asking);
    }

    /** 7: the first content of a stream is here, so long after it was asked for. */
    void streams(long nanos) {
        asking.permit.streams(nanos, path.nanoTime.getAsLong());
        answers();
    }

    /** 7, 9: it has answered. */
    private void answers() {
        Asking first = asking == x.beside ? x.asking() : asking;
        if (first.isFirst) {
            long taken = path.nanoTime.getAsLong() - first.call().progress().startedNanos();
            path.hedges.saw(Objects.requireNonNull(x.release).route(), x.isStream(), taken);
        }
        endOther(new AttemptFailure.Outrun(asking.rung.target().name()));
    }

    /** 9: of two who are asked, nobody waits for the other one any more. */
    private void endOther(AttemptFailure why) {
        x.hedgeAt = 0;
        Asking other = other();
        if (other != null) {
            x.asking = asking;
            x.beside = null;
            Objects.requireNonNull(x.ladder).outrun(other.place, asking.place);
            other.call().end(why);
            ending.endAttempt(x, other, DiagnosisTable.of(why), why.message());
        }
    }

    /** Who is asked at the same time; null for nobody. */
    private @Nullable Asking other() {
        return asking == x.beside ? x.asking : x.beside;
    }

    @Override
    public void guard(Runnable step) {
        ending.guarded(x, step);
    }

    /** 8, 9: a whole answer is here. */
    @Override
    public void answered(byte[] body) {
        switch (validation.whole(body)) {
            case Validation.Said.Pass(byte[] forCaller) -> {
                answers();
                toolCalls(body);
                ending.answer(x, forCaller);
            }
            case Validation.Said.Propose(Proposal.Calls calls) -> {
                answers();
                toolCalls(body);
                path.desk.propose(x, calls);
            }
            case Validation.Said.Fail(AttemptFailure why) -> {
                asking.call().reject(why);
                failed(why);
            }
        }
    }

    /** 8: of a rollout that looks at the tool calls of its answers; {@code answer} is in its provider's words. */
    private void toolCalls(byte[] answer) {
        if (x.part != null && x.part.isHeldToToolCalls()) {
            x.part.answer(x, asking, answer);
        }
    }

    /** 8: whether more of a stream may be handed on before all of it is here. */
    @Override
    public boolean passes(Buffer pieces) {
        return switch (validation.more(pieces)) {
            case StreamJudge.Said.HandOn() -> true;
            case StreamJudge.Said.Hold() -> false;
            case StreamJudge.Said.Fail(AnswerJudge.Judged judged) -> {
                asking.call().fail(Objects.requireNonNull(judged.failure()));
                yield false;
            }
        };
    }

    @Override
    public int judgingBytes() {
        return validation.bytes();
    }

    /** 8: a stream is whole that is judged. */
    @Override
    public Buffer judge(Buffer held) {
        return switch (validation.end(held)) {
            case Validation.Said.Pass(byte[] forCaller) -> Bytes.wrap(forCaller);
            case Validation.Said.Propose(Proposal.Calls calls) -> {
                proposed = calls;
                yield held;
            }
            case Validation.Said.Fail(AttemptFailure why) -> {
                asking.call().fail(why);
                yield held;
            }
        };
    }

    /** 8, 9: the next piece of a stream is here. */
    @Override
    public void piece(Buffer piece) {
        if (proposed != null) {
            return;
        }
        TargetCall call = asking.call();
        if (!x.answer.begun()) {
            x.firstByteOverheadUs = x.overheadUs(path.nanoTime.getAsLong());
            AnswerHeaders.put(x.answer.head(), x, x.outcomeOfAnswer(), x.firstByteOverheadUs);
            x.answer.beginStream();
        }
        if (x.text != null) {
            x.text.piece(piece);
        }
        if (x.part != null && x.part.isHeldToToolCalls()) {
            x.part.piece(x, piece, path.calls);
        }
        if (!x.answer.write(piece)) {
            call.pause();
            x.answer.onDrained(call::resume);
        }
        note(asking.transcript);
        if (x.rendering != null && x.mirrored == null && x.transcript == null && x.contract == null) {
            x.forgetBody();
        }
    }

    /** 9: what the caller has now. */
    private void note(@Nullable Transcript transcript) {
        if (transcript != null && !(transcript.isWhole() && path.calls.hasRoomToSpare())) {
            transcript.forget();
        }
        x.transcript = transcript != null && transcript.isWhole() ? transcript : null;
    }

    /** 9: the stream is complete. */
    @Override
    public void completed() {
        if (proposed == null) {
            if (x.part != null && x.part.isHeldToToolCalls()) {
                x.part.stream(x, asking.call().facts());
            }
            ending.stream(x);
        } else {
            path.desk.propose(x, proposed);
        }
    }

    /** 9: an attempt failed. */
    @Override
    public void failed(AttemptFailure failure) {
        Ladder ladder = Objects.requireNonNull(x.ladder);
        Diagnosis diagnosis = DiagnosisTable.of(failure);
        path.care.failed(asking.rung, diagnosis, path.nanoTime.getAsLong());
        Asking other = other();
        boolean isBeside = asking == x.beside;
        // What the second says does not end the first; what the first says may be said of the whole request.
        boolean saved = path.baselineAnswers(x, failure);
        if (other != null && (isBeside || (!saved && ladder.mayFailOver(diagnosis)))) {
            x.asking = other;
            x.beside = null;
            ladder.failedBeside(asking.place, diagnosis, other.place);
            ending.endAttempt(
                    x, asking, diagnosis, "hedge: " + other.rung.target().name() + " is asked already");
            judge(failure, isBeside);
            return;
        }
        endOther(
                diagnosis instanceof Diagnosis.Own
                        ? failure
                        : new AttemptFailure.Outrun(asking.rung.target().name()));
        if (saved) {
            ending.endAttempt(x, asking, diagnosis, "baseline: the current release answers");
            path.toBaseline(x);
            return;
        }
        List<Release.Rung> order = Objects.requireNonNull(x.order).ladder();
        IntPredicate mayRetry = target -> path.care.budget(order.get(target)).take();
        Step step = x.answer.begun()
                ? broken(failure, diagnosis, mayRetry)
                : ladder.failed(failure, diagnosis, path.remaining(x), mayRetry);
        ending.endAttempt(x, asking, diagnosis, Told.of(step, order));
        judge(failure, isBeside);
        path.follow(x, step);
    }

    /**
     * 9: of a rollout: here the current release answers in a candidate's place, so both sides are judged up to here.
     */
    private void judge(AttemptFailure failure, boolean isBeside) {
        if (x.part != null && !isBeside && !x.answer.begun() && !(failure instanceof AttemptFailure.Stopped)) {
            x.part.judge(x.attempts.size());
        }
    }

    /** 9: the caller has a part of the stream that broke. */
    private Step broken(AttemptFailure failure, Diagnosis diagnosis, IntPredicate mayRetry) {
        x.broke = x.broke == null ? failure : x.broke;
        if (x.transcript == null || !x.transcript.isWhole()) {
            return new Step.Tell("nobody can go on with this stream");
        }
        return Objects.requireNonNull(x.ladder).broken(diagnosis, path.remaining(x), mayRetry);
    }
}
