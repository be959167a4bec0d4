package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.contract.ContractInput;
import dev.penstock.contract.ContractVerdict;
import dev.penstock.contract.Correction;
import dev.penstock.contract.RepairRule;
import dev.penstock.contract.Violation;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Dialect;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.providers.AnswerEvents;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the answers of one attempt against the contract of its release. */
final class AnswerJudge {
    private final ContractCheck contract;
    private final Release release;
    private final CallerRequest request;
    private final Reply reply;
    private final boolean asked;

    /**
     * What became of an answer.
     *
     * @param body what its caller gets; empty where it fails
     * @param failure why it fails; null where it does not
     * @param result for the trace
     */
    record Judged(byte[] body, @Nullable AttemptFailure failure, ContractResult result) {}

    private AnswerJudge(ContractCheck contract, Release release, CallerRequest request, Reply reply, boolean asked) {
        this.contract = contract;
        this.release = release;
        this.request = request;
        this.reply = reply;
        this.asked = asked;
    }

    /** Of what one target is asked. */
    static AnswerJudge of(Ask ask, Release.Rung rung, ContractCheck contract) {
        return new AnswerJudge(
                contract,
                ask.release(),
                ask.request(),
                Calls.reply(ask, rung),
                ProviderBody.asksForSchema(ask.release(), rung));
    }

    /**
     * A whole answer.
     *
     * @param providers what the provider said
     * @param callers the same as its caller would get it
     */
    Judged whole(Dialect provider, byte[] providers, byte[] callers) {
        return switch (Codecs.of(provider).readAnswer(providers)) {
            case AnswerRead.Malformed(String what) -> notRead(what);
            case AnswerRead.Answer(ChatAnswer answer) ->
                judge(answer, callers, repaired -> Codecs.of(caller()).writeAnswer(repaired, reply));
        };
    }

    /** A whole stream, as its caller would get it. */
    Judged stream(byte[] callers) {
        return switch (AnswerEvents.read(callers, Codecs.of(caller()).eventReader())) {
            case AnswerRead.Malformed(String what) -> notRead(what);
            case AnswerRead.Answer(ChatAnswer answer) ->
                judge(
                        answer,
                        callers,
                        repaired ->
                                AnswerEvents.write(repaired, Codecs.of(caller()).eventWriter(reply)));
        };
    }

    /** One of which nobody can tell what it says. */
    static Judged notRead(String what) {
        return new Judged(new byte[0], new AttemptFailure.Malformed(what), ContractResult.notRead());
    }

    /** A whole stream of which its caller has a part already, so that nothing of it can be repaired. */
    Judged asItIs(ChatAnswer answer) {
        return told(judged(contract.checkAsItIs(answer, input()), new byte[0], _ -> new byte[0]));
    }

    /** An answer that breaks the contract already by its begin. */
    Judged invalid(List<Violation> violations) {
        return told(judged(new ContractVerdict.Invalid(violations), new byte[0], _ -> new byte[0]));
    }

    private interface Writing {
        byte[] of(ChatAnswer repaired);
    }

    private Judged judge(ChatAnswer answer, byte[] callers, Writing writing) {
        return told(judged(contract.check(answer, input()), callers, writing));
    }

    private Judged told(Judged judged) {
        return asked
                ? new Judged(judged.body(), judged.failure(), judged.result().withAsked())
                : judged;
    }

    private Judged judged(ContractVerdict verdict, byte[] callers, Writing writing) {
        return switch (verdict) {
            case ContractVerdict.Valid() -> new Judged(callers, null, ContractResult.valid());
            case ContractVerdict.NotChecked(ContractVerdict.Reason reason) ->
                new Judged(callers, null, ContractResult.notChecked(reason.word()));
            case ContractVerdict.Repaired(ChatAnswer repaired, List<RepairRule> rules) ->
                new Judged(
                        writing.of(repaired),
                        null,
                        ContractResult.repaired(
                                rules.stream().map(RepairRule::word).toList()));
            case ContractVerdict.Invalid(List<Violation> violations) -> {
                List<String> checks = violations.stream()
                        .map(violation -> violation.check().word())
                        .distinct()
                        .toList();
                yield new Judged(
                        new byte[0],
                        new AttemptFailure.InvalidOutput(checks, Correction.text(violations, release.contract())),
                        ContractResult.invalid(checks));
            }
        };
    }

    private Dialect caller() {
        return request.endpoint().dialect();
    }

    private ContractInput input() {
        AnswerChecks checks = release.route().terms().checks();
        return ContractInput.of(
                checks.tools()
                                && Codecs.of(caller())
                                                .readRequest(request.body().bytes())
                                        instanceof Result.Ok<ChatRequest>(ChatRequest chat)
                        ? chat.tools()
                        : List.of(),
                checks.citations() ? request.metadata(ContractInput.CONTEXT_IDS) : null);
    }
}
