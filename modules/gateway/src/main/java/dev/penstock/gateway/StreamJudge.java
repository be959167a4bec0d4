package dev.penstock.gateway;

import dev.penstock.contract.AnswerBegin;
import dev.penstock.contract.Violation;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.AnswerAssembler;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.EventFeed;
import java.util.List;

/** Holds a stream against a contract while it comes, as its caller would get it. One per attempt. */
final class StreamJudge {
    private final AnswerJudge judge;
    private final AnswerBegin begin;
    private final EventFeed feed;
    private final AnswerAssembler assembler = new AnswerAssembler();
    private AnswerBegin.Verdict verdict = new AnswerBegin.Verdict.Held();
    private int chars;

    /** What may be done with a piece. */
    sealed interface Said {
        /** It and all before it may be handed on. */
        record HandOn() implements Said {}

        /** It and all that comes are held until all is here. */
        record Hold() implements Said {}

        /** The answer is invalid, whatever comes. */
        record Fail(AnswerJudge.Judged judged) implements Said {}
    }

    /** {@code caller} is the dialect in which the caller gets it. */
    StreamJudge(AnswerJudge judge, AnswerBegin begin, Dialect caller) {
        this.judge = judge;
        this.begin = begin;
        this.feed = new EventFeed(Codecs.of(caller).eventReader(), this::take);
    }

    /** The next whole events. */
    Said take(byte[] piece) {
        feed.take(piece);
        if (assembler.fault() != null) {
            return new Said.Fail(AnswerJudge.notRead(assembler.fault()));
        }
        return switch (verdict) {
            case AnswerBegin.Verdict.Open() -> new Said.HandOn();
            case AnswerBegin.Verdict.Held() -> new Said.Hold();
            case AnswerBegin.Verdict.Broken(List<Violation> violations) -> new Said.Fail(judge.invalid(violations));
        };
    }

    private void take(ChatEvent event) {
        assembler.take(event);
        switch (event) {
            case ChatEvent.TextDelta(int choice, String text) -> {
                chars += text.length();
                verdict = choice == 0 ? begin.take(text) : begin.hold();
            }
            // A call is handed on once it is whole, and a refusal is none of the contract's.
            case ChatEvent.ToolCallStarted _, ChatEvent.ToolArgumentsDelta _, ChatEvent.RefusalDelta _ ->
                verdict = begin.hold();
            case ChatEvent.ThinkingDelta(int _, String text) -> chars += text.length();
            case ChatEvent.Started _,
                    ChatEvent.Finished _,
                    ChatEvent.UsageReported _,
                    ChatEvent.ThinkingSignature _,
                    ChatEvent.RedactedThinking _,
                    ChatEvent.Failed _,
                    ChatEvent.Malformed _,
                    ChatEvent.Ended _ -> {}
        }
    }

    /** All of it is here, of which the caller has a part. */
    AnswerJudge.Judged end() {
        feed.end();
        String fault = assembler.fault();
        return fault == null ? judge.asItIs(assembler.answer()) : AnswerJudge.notRead(fault);
    }

    /** The bytes of memory that it takes. */
    int bytes() {
        return 2 * chars;
    }
}
