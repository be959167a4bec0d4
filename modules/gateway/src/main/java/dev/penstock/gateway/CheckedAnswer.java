package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Release;
import java.util.Set;

/** An answer that came in one piece and was held against all that its release expects of it. */
sealed interface CheckedAnswer {
    /** What the caller gets, repaired where that was needed. */
    record Good(byte[] body) implements CheckedAnswer {}

    /** It is none. */
    record Bad(AttemptFailure why) implements CheckedAnswer {}

    /**
     * Reads an answer in its provider's words, and tells its call what is known of it and what became of its contract.
     *
     * @param stoppedTools tools whose calls make it fail
     */
    static CheckedAnswer of(Ask ask, Release.Rung rung, Set<String> stoppedTools, TargetCall call, byte[] body) {
        return switch (WholeAnswer.read(
                rung.provider().dialect(),
                ask.request().endpoint().dialect(),
                body,
                Calls.reply(ask, rung),
                stoppedTools,
                call.answerRoom())) {
            case WholeAnswer.Bad(AttemptFailure why) -> new Bad(why);
            case WholeAnswer.Good good -> {
                call.facts(good.facts());
                AttemptFailure fault =
                        AnswerFault.of(good.facts(), ask.release().route().healing());
                ContractCheck contract = ask.contract();
                yield fault != null
                        ? new Bad(fault)
                        : contract == null
                                ? new Good(good.body())
                                : judged(ask, rung, contract, call, body, good.body());
            }
        };
    }

    private static CheckedAnswer judged(
            Ask ask, Release.Rung rung, ContractCheck contract, TargetCall call, byte[] body, byte[] forCaller) {
        long needed = body.length + forCaller.length + Translation.bytes(body);
        if (!call.answerRoom().resize(needed)) {
            return new Bad(call.answerRoom().failure(needed));
        }
        AnswerJudge.Judged judged =
                AnswerJudge.of(ask, rung, contract).whole(rung.provider().dialect(), body, forCaller);
        call.answerRoom().resize(judged.body().length);
        call.judged(judged.result());
        return judged.failure() == null ? new Good(judged.body()) : new Bad(judged.failure());
    }
}
