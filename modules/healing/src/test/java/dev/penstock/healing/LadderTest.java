package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes after what: each test is the story of one request. Targets are told by their places. */
class LadderTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final AttemptFailure SERVER_ERROR = status(500, "x", null);
    private static final AttemptFailure OVERLOADED = status(529, "Overloaded", null);
    private static final AttemptFailure SILENT = new AttemptFailure.TimedOut(Phase.FIRST_BYTE, MINUTE);
    private static final AttemptFailure EMPTY = new AttemptFailure.EmptyAnswer(FinishReason.STOP);

    @Test
    void aServerErrorIsRetriedOnceAndThenTheNextTargetIsAsked() {
        assertThat(story(2, SERVER_ERROR, SERVER_ERROR, SERVER_ERROR, SERVER_ERROR))
                .containsExactly("ask 0", "retry 0", "fail_over 1", "retry 1", "tell");
    }

    @Test
    void whoIsOverloadedIsLeftForTheNextAndAskedAgainWhenAllAre() {
        assertThat(story(3, OVERLOADED, OVERLOADED, OVERLOADED, OVERLOADED))
                .containsExactly("ask 0", "fail_over 1", "fail_over 2", "retry 2", "retry 0");
    }

    @Test
    void whoIsSilentIsAskedAgainOnlyWhenAllOthersHaveFailed() {
        assertThat(story(1, SILENT)).containsExactly("ask 0", "tell");
        assertThat(story(2, SILENT, OVERLOADED, OVERLOADED, SILENT))
                .containsExactly("ask 0", "fail_over 1", "retry 1", "retry 0", "tell");
        assertThat(story(2, SILENT, SILENT, SILENT, SILENT))
                .containsExactly("ask 0", "fail_over 1", "retry 0", "retry 1", "tell");
    }

    @Test
    void aShortWaitIsHonouredWhereNoOtherTargetIsLeft() {
        AttemptFailure limited = status(429, "slow down", Duration.ofMillis(644));
        Ladder ladder = ladder(Healing.DEFAULT, 2);
        ladder.begin();
        ladder.asked();
        assertThat(failed(ladder, limited)).isEqualTo(new Step.Ask(1, Duration.ZERO, null, Remedy.FAIL_OVER));
        ladder.asked();
        assertThat(failed(ladder, limited)).isEqualTo(new Step.Ask(1, Duration.ofMillis(644), null, Remedy.WAIT));
    }

    @Test
    void aLongWaitIsToldToTheCaller() {
        assertThat(story(1, status(429, "slow down", Duration.ofSeconds(3)))).containsExactly("ask 0", "tell");
    }

    @Test
    void noRetryComesAfterTheEndOfTheRequestsTime() {
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        assertThat(ladder.failed(SERVER_ERROR, DiagnosisTable.of(SERVER_ERROR), Duration.ZERO, _ -> true))
                .isInstanceOf(Step.Tell.class);
    }

    @Test
    void withoutABudgetNothingIsRetriedButOthersAreAsked() {
        assertThat(story(Healing.DEFAULT, targets(2), _ -> false, SERVER_ERROR, SERVER_ERROR))
                .containsExactly("ask 0", "fail_over 1", "tell");
    }

    @Test
    void whoWasOutrunCanBeAskedAgainAndWhoFailedBesideOnlyAfterAllOthers() {
        Ladder ladder = ladder(Healing.DEFAULT, 3);
        ladder.begin();
        ladder.asked();
        assertThat(ladder.unasked()).containsExactly(1, 2);
        ladder.askedBeside(1);
        assertThat(ladder.unasked()).containsExactly(2);
        ladder.outrun(0, 1);
        assertThat(ladder.unasked()).containsExactly(0, 2);
        assertThat(failed(ladder, OVERLOADED)).isEqualTo(new Step.Ask(0, Duration.ZERO, null, Remedy.FAIL_OVER));
        ladder.asked();
        ladder.askedBeside(2);
        ladder.failedBeside(0, DiagnosisTable.of(OVERLOADED), 2);
        Step last = failed(ladder, OVERLOADED);
        assertThat(last).isInstanceOf(Step.Ask.class);
        assertThat(((Step.Ask) last).remedy()).isEqualTo(Remedy.RETRY);
    }

    @Test
    void ofTwoThatAreAskedTheOtherAnswersOnlyWhereTheLadderWouldHaveAskedIt() {
        Ladder ladder = ladder(Healing.DEFAULT, 2);
        assertThat(ladder.mayFailOver(DiagnosisTable.of(SERVER_ERROR))).isTrue();
        assertThat(ladder.mayFailOver(Diagnosis.Declined.CONTENT_FILTERED)).isFalse();
        assertThat(ladder.mayFailOver(Diagnosis.Declined.INVALID_REQUEST)).isFalse();
        assertThat(ladder.mayFailOver(Diagnosis.Own.OUT_OF_TIME)).isFalse();
    }

    @Test
    void theCallersOwnMistakeIsToldAtOnce() {
        assertThat(story(3, status(400, "messages is missing", null))).containsExactly("ask 0", "tell");
    }

    @Test
    void whatIsTooLongGoesToALargerWindowOnly() {
        AttemptFailure tooLong = status(400, "This model's maximum context length is 4097 tokens.", null);
        List<Ladder.Candidate> targets = Stream.of(8_000, 4_000, 0, 128_000)
                .map(window -> new Ladder.Candidate("p", window == 0 ? null : window, false))
                .toList();
        assertThat(story(Healing.DEFAULT, targets, _ -> true, tooLong, tooLong))
                .containsExactly("ask 0", "fail_over 3", "tell");
    }

    @Test
    void aSpentQuotaIsSpentForAllTargetsOfTheProvider() {
        AttemptFailure spent = status(402, "x", null);
        List<Ladder.Candidate> targets = Stream.of("one", "one", "two")
                .map(provider -> new Ladder.Candidate(provider, null, false))
                .toList();
        assertThat(story(Healing.DEFAULT, targets, _ -> true, spent, spent))
                .containsExactly("ask 0", "fail_over 2", "tell");
    }

    @Test
    void anEmptyAnswerIsAskedForInOtherWords() {
        assertThat(story(2, EMPTY, EMPTY, EMPTY, EMPTY))
                .containsExactly("ask 0", "change 0", "fail_over 1", "change 1", "tell");
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        Step step = failed(ladder, new AttemptFailure.EmptyAnswer(FinishReason.LENGTH));
        assertThat(step).isEqualTo(new Step.Ask(0, Duration.ZERO, new Change.MoreTokens(), Remedy.CHANGE));
    }

    @Test
    void anInvalidAnswerIsCorrectedAsOftenAsTheContractSays() {
        AttemptFailure invalid = new AttemptFailure.InvalidOutput(List.of("schema"), "count is missing");
        Ladder ladder = new Ladder(Healing.DEFAULT, new Corrections(2, false), targets(2), new Random(1));
        ladder.begin();
        List<String> story = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ladder.asked();
            Step step = failed(ladder, invalid);
            story.add(told(step));
            if (step instanceof Step.Ask ask && ask.remedy() == Remedy.CHANGE) {
                assertThat(ask.change()).isEqualTo(new Change.Note("count is missing", false));
            }
        }
        assertThat(story).containsExactly("change 0", "change 0", "fail_over 1", "change 1", "change 1", "tell");
    }

    @Test
    void aCorrectionIsNarrowWhereTheContractSaysSo() {
        Ladder ladder = new Ladder(Healing.DEFAULT, new Corrections(1, true), targets(1), new Random(1));
        ladder.begin();
        ladder.asked();
        assertThat(failed(ladder, new AttemptFailure.InvalidOutput(List.of("schema"), "count is missing")))
                .isEqualTo(new Step.Ask(0, Duration.ZERO, new Change.Note("count is missing", true), Remedy.CHANGE));
    }

    @Test
    void whoAsksForTooMuchIsGivenWhatThereIsAndThenTheNextTargetIsAsked() {
        AttemptFailure tooMany =
                status(400, "max_tokens is too large: 5000. This model supports at most 4096 completion tokens", null);
        assertThat(story(2, tooMany, tooMany, tooMany)).containsExactly("ask 0", "change 0", "fail_over 1", "change 1");
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        assertThat(failed(ladder, tooMany))
                .isEqualTo(new Step.Ask(0, Duration.ZERO, new Change.FewerTokens(4096), Remedy.CHANGE));
    }

    @Test
    void aParameterIsRenamedAsTheProviderSays() {
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        AttemptFailure unsupported = status(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'"
                        + " instead.",
                null);
        assertThat(failed(ladder, unsupported))
                .isEqualTo(new Step.Ask(
                        0, Duration.ZERO, new Change.Rename("max_tokens", "max_completion_tokens"), Remedy.CHANGE));
    }

    @Test
    void aRefusalIsRoutedAroundOnlyWhereTheRouteSaysSo() {
        AttemptFailure refused = new AttemptFailure.RefusedAnswer();
        assertThat(story(2, refused)).containsExactly("ask 0", "tell");
        Healing around = new Healing(1, Duration.ZERO, Midstream.CONTINUE, Set.of("refusal"), Map.of());
        assertThat(story(around, targets(2), _ -> true, refused)).containsExactly("ask 0", "fail_over 1");
    }

    @Test
    void aRouteCanNarrowARemedy() {
        Healing only = new Healing(
                1,
                Duration.ZERO,
                Midstream.CONTINUE,
                Set.of(),
                Map.of("server_error", Set.of(Remedy.FAIL_OVER), "overloaded", Set.of()));
        assertThat(story(only, targets(3), _ -> true, SERVER_ERROR, OVERLOADED))
                .containsExactly("ask 0", "fail_over 1", "tell");
        Healing none = new Healing(0, Duration.ZERO, Midstream.CONTINUE, Set.of(), Map.of());
        assertThat(story(none, targets(2), _ -> true, SERVER_ERROR, SERVER_ERROR))
                .containsExactly("ask 0", "fail_over 1", "tell");
    }

    @Test
    void whoMayNotBeAskedIsPassedOver() {
        Ladder ladder = ladder(Healing.DEFAULT, 3);
        ladder.begin();
        assertThat(ladder.barred(null, MINUTE)).isEqualTo(new Step.Ask(1, Duration.ZERO, null, null));
        ladder.asked();
        assertThat(failed(ladder, OVERLOADED)).isEqualTo(new Step.Ask(2, Duration.ZERO, null, Remedy.FAIL_OVER));
        assertThat(ladder.barred(null, MINUTE)).isInstanceOf(Step.Tell.class);
    }

    @Test
    void whereAllAreLeftAloneTheFirstWhoseTimeIsOverSoonIsWaitedFor() {
        Ladder ladder = ladder(Healing.DEFAULT, 2);
        ladder.begin();
        ladder.barred(Duration.ofSeconds(30), MINUTE);
        assertThat(ladder.barred(Duration.ofMillis(700), MINUTE))
                .isEqualTo(new Step.Ask(1, Duration.ofMillis(700), null, Remedy.WAIT));
        assertThat(ladder.barred(Duration.ofSeconds(30), MINUTE)).isInstanceOf(Step.Tell.class);
    }

    @Test
    void whoIsLeftAloneIsWaitedForWhenAllOthersHaveFailed() {
        Ladder ladder = ladder(Healing.DEFAULT, 2);
        ladder.begin();
        ladder.barred(Duration.ofMillis(200), MINUTE);
        ladder.asked();
        assertThat(failed(ladder, SILENT)).isEqualTo(new Step.Ask(0, Duration.ofMillis(200), null, Remedy.WAIT));
        assertThat(ladder.barred(Duration.ofMillis(1_500), MINUTE))
                .as("it asked for more meanwhile")
                .isEqualTo(new Step.Ask(0, Duration.ofMillis(1_500), null, Remedy.WAIT));
        assertThat(ladder.barred(Duration.ofMillis(400), MINUTE))
                .as("a request waits two seconds in all")
                .isInstanceOf(Step.Tell.class);
    }

    @Test
    void aBrokenStreamGoesOnAtAnotherTargetAndThenBeginsAnew() {
        Ladder ladder = new Ladder(
                Healing.DEFAULT,
                new Corrections(1, false),
                Stream.of(false, true, true)
                        .map(prefill -> new Ladder.Candidate("p", null, prefill))
                        .toList(),
                new Random(1));
        ladder.begin();
        AttemptFailure cut = new AttemptFailure.CutStream();
        List<Step> story = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ladder.asked();
            story.add(ladder.broken(DiagnosisTable.of(cut), MINUTE, _ -> true));
        }
        assertThat(story)
                .containsExactly(
                        resume(1, new Change.Continue(), Remedy.FAIL_OVER),
                        resume(2, new Change.Continue(), Remedy.FAIL_OVER),
                        resume(0, new Change.Restart(), Remedy.RETRY),
                        resume(1, new Change.Restart(), Remedy.FAIL_OVER),
                        new Step.Tell("nobody else can go on with the stream"));
    }

    @Test
    void whoCouldGoOnWithAStreamIsWaitedFor() {
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        AttemptFailure cut = new AttemptFailure.CutStream();
        assertThat(ladder.broken(DiagnosisTable.of(cut), MINUTE, _ -> true))
                .isEqualTo(resume(0, new Change.Restart(), Remedy.RETRY));
        assertThat(ladder.barred(Duration.ofMillis(200), MINUTE))
                .isEqualTo(new Step.Ask(0, Duration.ofMillis(200), new Change.Restart(), Remedy.RETRY));
        assertThat(ladder.barred(null, MINUTE)).isInstanceOf(Step.Tell.class);
    }

    @Test
    void noStreamGoesOnAfterAKillOrTheEndOfItsTime() {
        for (AttemptFailure failure : List.of(
                new AttemptFailure.Killed("model 'm'", "stopped"),
                new AttemptFailure.TimedOut(Phase.TOTAL, MINUTE),
                new AttemptFailure.Stopped())) {
            Ladder ladder = ladder(Healing.DEFAULT, 2);
            ladder.begin();
            ladder.asked();
            assertThat(ladder.broken(DiagnosisTable.of(failure), MINUTE, _ -> true))
                    .isInstanceOf(Step.Tell.class);
        }
    }

    private static Step resume(int target, Change change, Remedy remedy) {
        return new Step.Ask(target, Duration.ZERO, change, remedy);
    }

    @Test
    void aRetryWhoseTargetIsLeftAloneByThenWaits() {
        Ladder ladder = ladder(Healing.DEFAULT, 1);
        ladder.begin();
        ladder.asked();
        assertThat(failed(ladder, SERVER_ERROR)).isInstanceOf(Step.Ask.class);
        assertThat(ladder.barred(Duration.ofMillis(300), MINUTE))
                .isEqualTo(new Step.Ask(0, Duration.ofMillis(300), null, Remedy.WAIT));
    }

    @Test
    void aRetryWaitsForARandomTimeThatGrows() {
        Healing patient = new Healing(5, Duration.ZERO, Midstream.CONTINUE, Set.of(), Map.of());
        long[] longest = new long[5];
        for (int seed = 0; seed < 500; seed++) {
            Ladder ladder = new Ladder(patient, new Corrections(1, false), targets(1), new Random(seed));
            ladder.begin();
            for (int i = 0; i < 5; i++) {
                ladder.asked();
                Duration delay = ((Step.Ask) failed(ladder, SERVER_ERROR)).delay();
                assertThat(delay).isBetween(Duration.ZERO, Ladder.LONGEST_JITTER.multipliedBy(1L << i));
                longest[i] = Math.max(longest[i], delay.toMillis());
            }
        }
        assertThat(longest).isSorted();
        assertThat(longest[4]).isGreaterThan(3_000);
    }

    private static List<String> story(int targets, AttemptFailure... failures) {
        return story(Healing.DEFAULT, targets(targets), _ -> true, failures);
    }

    private static List<String> story(
            Healing policy, List<Ladder.Candidate> targets, IntPredicate mayRetry, AttemptFailure... failures) {
        Ladder ladder = new Ladder(policy, new Corrections(1, false), targets, new Random(1));
        List<String> story = new ArrayList<>();
        Step step = ladder.begin();
        story.add(told(step));
        for (AttemptFailure failure : failures) {
            assertThat(step).as("the story ended with %s", story).isInstanceOf(Step.Ask.class);
            ladder.asked();
            step = ladder.failed(failure, DiagnosisTable.of(failure), MINUTE, mayRetry);
            story.add(told(step));
        }
        return story;
    }

    private static String told(Step step) {
        return step instanceof Step.Ask ask
                ? (ask.remedy() == null ? "ask" : ask.remedy().word()) + " " + ask.target()
                : "tell";
    }

    private static Step failed(Ladder ladder, AttemptFailure failure) {
        return ladder.failed(failure, DiagnosisTable.of(failure), MINUTE, _ -> true);
    }

    private static Ladder ladder(Healing policy, int targets) {
        return new Ladder(policy, new Corrections(1, false), targets(targets), new Random(1));
    }

    /** Each of another provider. */
    private static List<Ladder.Candidate> targets(int targets) {
        return IntStream.range(0, targets)
                .mapToObj(i -> new Ladder.Candidate("provider " + i, null, false))
                .toList();
    }

    private static AttemptFailure status(int status, String message, @Nullable Duration wait) {
        return new AttemptFailure.ErrorStatus(status, ApiError.of(ApiError.Kind.ofStatus(status), message), wait);
    }
}
