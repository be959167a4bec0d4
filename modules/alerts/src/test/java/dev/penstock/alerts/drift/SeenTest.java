package dev.penstock.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.alerts.Finding;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeenTest {
    private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
    private static final Attempt ANSWER =
            attempt(null, null, ContractResult.valid(), "gpt-4o-2024-08-06", FinishReason.STOP);

    @Test
    void anAnswerIsSeenWithAllThatIsWatched() {
        assertThat(Seen.of(trace(Outcome.PASS, Choices.NONE, ANSWER)))
                .hasValue(new Seen(
                        "support",
                        "r1",
                        AT,
                        false,
                        50L,
                        Seen.First.VALID,
                        false,
                        "big gpt-4o-2024-08-06 fp1",
                        7L,
                        "app s-1 00ff"));
    }

    @Test
    void ofSeveralAttemptsTheFirstContractAndTheAnswerCount() {
        Attempt invalid = attempt(
                new AttemptFailure.InvalidOutput(List.of("schema"), "correct it"),
                Diagnosis.Fault.INVALID_OUTPUT,
                ContractResult.invalid(List.of("schema")),
                "gpt-4o",
                FinishReason.STOP);
        Attempt outrun = attempt(new AttemptFailure.Outrun("big"), Diagnosis.Own.OUTRUN, null, null, null);

        Seen seen = Seen.of(trace(Outcome.RETRY, Choices.NONE, invalid, ANSWER, outrun))
                .orElseThrow();
        assertThat(seen.contract()).isEqualTo(Seen.First.INVALID);
        assertThat(seen.outputTokens()).isEqualTo(50);
    }

    @Test
    void aRefusalIsOneHoweverItIsTold() {
        Attempt failed = attempt(
                new AttemptFailure.RefusedAnswer(), Diagnosis.Declined.REFUSAL, null, "gpt-4o", FinishReason.REFUSAL);
        Attempt filtered = attempt(null, null, null, "gpt-4o", FinishReason.CONTENT_FILTER);
        assertThat(Seen.of(trace(Outcome.REFUSE, Choices.NONE, failed))
                        .orElseThrow()
                        .refused())
                .isTrue();
        assertThat(Seen.of(trace(Outcome.PASS, Choices.NONE, filtered))
                        .orElseThrow()
                        .refused())
                .isTrue();
    }

    @Test
    void aWrongRequestIsNoRefusalOfTheModelAndNoAnswer() {
        Attempt wrong = attempt(
                new AttemptFailure.Malformed("it is wrong"), Diagnosis.Declined.INVALID_REQUEST, null, null, null);
        assertThat(Seen.of(trace(Outcome.REFUSE, Choices.NONE, wrong))).isEmpty();
    }

    @Test
    void copiesAndWhatACallerLeftAreNotSeen() {
        Choices copy = new Choices(null, null, null, List.of(), List.of(), null, "t-1", null, null);
        assertThat(Seen.of(trace(Outcome.PASS, copy, ANSWER))).isEmpty();
        assertThat(Seen.of(trace(Outcome.CANCELLED, Choices.NONE, ANSWER))).isEmpty();
        assertThat(Seen.of(trace(Outcome.REFUSE, Choices.NONE))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FinishReason.class,
            names = {"TOOL_CALLS", "STOP"})
    void aCallOfAToolIsSeen(FinishReason finish) {
        Attempt attempt = attempt(null, null, null, "gpt-4o", finish);
        assertThat(Seen.of(trace(Outcome.PASS, Choices.NONE, attempt))
                        .orElseThrow()
                        .toolCall())
                .isEqualTo(finish == FinishReason.TOOL_CALLS);
    }

    @Test
    void anotherModelThanTheOneAskedForIsFoundForTenMinutes() {
        OtherModels models = new OtherModels();
        models.take(trace(Outcome.PASS, Choices.NONE, ANSWER));
        assertThat(models.findings(AT)).isEmpty();

        Attempt other = attempt(null, null, null, "gpt-4o-mini", FinishReason.STOP);
        models.take(trace(Outcome.PASS, Choices.NONE, other));
        models.take(trace(Outcome.PASS, Choices.NONE, other));
        Finding finding = models.findings(AT).getFirst();
        assertThat(finding.text()).isEqualTo("target big is asked for model gpt-4o, and gpt-4o-mini answers");
        assertThat(finding.evidence()).isEqualTo(Map.of("answers", 2.0));
        assertThat(models.findings(AT.plusSeconds(601))).isEmpty();
    }

    @Test
    void ofMoreSnapshotsThanAreRememberedNoneIsAnotherModel() {
        OtherModels models = new OtherModels();
        for (int i = 0; i < 2 * (OtherModels.MOST + 1); i++) {
            String snapshot = "gpt-4o-%04d".formatted(i % (OtherModels.MOST + 1));
            models.take(trace(Outcome.PASS, Choices.NONE, attempt(null, null, null, snapshot, FinishReason.STOP)));
        }
        assertThat(models.findings(AT)).isEmpty();
        models.take(trace(Outcome.PASS, Choices.NONE, attempt(null, null, null, "gpt-4o-mini", FinishReason.STOP)));
        assertThat(models.findings(AT)).hasSize(1);
    }

    private static Attempt attempt(
            @Nullable AttemptFailure failure,
            @Nullable Diagnosis diagnosis,
            @Nullable ContractResult contract,
            @Nullable String returned,
            @Nullable FinishReason finish) {
        return new Attempt(
                "big",
                "openai",
                "gpt-4o",
                0,
                1,
                0,
                2,
                3,
                null,
                4,
                200,
                failure,
                diagnosis,
                null,
                List.of(),
                contract,
                returned,
                "fp1",
                finish,
                new Usage(10, 0, 0, 50, 0),
                failure == null ? 7L : Long.valueOf(0),
                null,
                null);
    }

    private static Trace trace(Outcome outcome, Choices choices, Attempt... attempts) {
        return new Trace(
                "t-1",
                AT,
                "app",
                Dialect.OPENAI,
                "/v1/chat/completions",
                "support",
                "r1",
                1,
                null,
                null,
                false,
                new RequestFacts("00ff", "s-1", List.of(), Map.of(), List.of()),
                choices,
                List.of(attempts),
                outcome,
                200,
                null,
                1,
                2,
                null,
                null);
    }
}
