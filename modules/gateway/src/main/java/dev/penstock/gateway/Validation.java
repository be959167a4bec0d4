package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Release;
import dev.penstock.core.config.ContractStream;
import dev.penstock.providers.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether what a target answers is for its caller: step 8 of the way of a request. One per attempt. */
final class Validation {
    private final Exchange x;
    private final Asking asking;
    private final Release release;
    private final Reply reply;
    /** Only of a stream that is handed on while it is judged. */
    private @Nullable StreamJudge stream;

    /** What is to be done with an answer. */
    sealed interface Said {
        /** Its caller gets this. */
        record Pass(byte[] body) implements Said {}

        /** Whether its caller gets it is for a person to say. */
        record Propose(Proposal.Calls calls) implements Said {}

        /** It is none. */
        record Fail(AttemptFailure why) implements Said {}
    }

    Validation(Exchange x, Asking asking) {
        this.x = x;
        this.asking = asking;
        this.release = Objects.requireNonNull(x.release);
        this.reply = Calls.reply(x.ask(asking), asking.rung);
    }

    /** Of an answer in one piece, in its provider's words. */
    Said whole(byte[] body) {
        return switch (CheckedAnswer.of(x.ask(asking), asking.rung, asking.stoppedTools, asking.call(), body)) {
            case CheckedAnswer.Bad(AttemptFailure why) -> new Said.Fail(why);
            case CheckedAnswer.Good(byte[] forCaller) ->
                proposed(Proposal.ofWhole(request(), release, forCaller), forCaller);
        };
    }

    /** Of the next pieces of a stream, as its caller would get it. */
    StreamJudge.Said more(Buffer pieces) {
        if (x.contract == null
                || Proposal.isPossible(request(), release)
                || release.route().terms().stream() == ContractStream.HOLD) {
            return new StreamJudge.Said.Hold();
        }
        if (stream == null) {
            stream = new StreamJudge(judgeBy(x.contract), x.contract.begin(), x.dialect);
        }
        StreamJudge.Said said = stream.take(pieces.getBytes());
        if (said instanceof StreamJudge.Said.Fail(AnswerJudge.Judged judged)) {
            if (!x.answer.begun()) {
                // Its caller has nothing of it, so that it may be repaired once all of it is here.
                return new StreamJudge.Said.Hold();
            }
            asking.call().judged(judged.result());
        }
        return said;
    }

    /** Of a stream that is whole; {@code held} is what its caller has not got of it. */
    Said end(Buffer held) {
        byte[] rest = held.getBytes();
        AnswerJudge.Judged judged = null;
        if (stream != null && x.answer.begun()) {
            judged = stream.end();
        } else if (x.contract != null) {
            judged = judgeBy(x.contract).stream(rest);
            rest = judged.body();
        }
        if (judged != null) {
            asking.call().judged(judged.result());
            if (judged.failure() != null) {
                return new Said.Fail(judged.failure());
            }
        }
        return x.answer.begun()
                ? new Said.Pass(rest)
                : proposed(Proposal.ofStream(request(), release, rest, reply), rest);
    }

    /** The bytes of memory that it takes. */
    int bytes() {
        return stream == null ? 0 : stream.bytes();
    }

    /** Read when it is needed: the body of one whose answer is not judged is forgotten while it streams. */
    private CallerRequest request() {
        return Objects.requireNonNull(x.request);
    }

    private static Said proposed(Proposal proposal, byte[] forCaller) {
        return switch (proposal) {
            case Proposal.None() -> new Said.Pass(forCaller);
            case Proposal.Calls calls -> new Said.Propose(calls);
            case Proposal.Unreadable(String what) -> new Said.Fail(new AttemptFailure.Malformed(what));
        };
    }

    private AnswerJudge judgeBy(ContractCheck contract) {
        return AnswerJudge.of(x.ask(asking), asking.rung, contract);
    }
}
