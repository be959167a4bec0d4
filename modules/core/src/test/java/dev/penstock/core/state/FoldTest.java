package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final Sticky USER = new Sticky.User();
    private static final ReleaseContent FIRST = Written.content("support", "m1");
    private static final ReleaseContent SECOND = Written.content("support", "m2");

    private final Written written = new Written();

    @Test
    void aKillStandsUntilItIsLiftedAndALiftTouchesOnlyWhatItNames() {
        String old = written.stopping(Written.kill(KillScope.ROUTE, "support"));
        String young = written.stopping(Written.kill(KillScope.ROUTE, "support"));
        written.resuming(new Command.Lift(List.of(old)));

        assertThat(written.state().kills()).containsOnlyKeys(young);
    }

    @Test
    void aTriggerStandsUntilItIsRevokedInWhateverOrderThatIsHeard() {
        Trigger trigger = new Trigger("alert", "f00", new Trigger.RollBack("support"));
        String old = written.resuming(new Command.AddTrigger(trigger));
        written.stopping(new Command.RevokeTrigger(List.of(old)));
        String young = written.resuming(new Command.AddTrigger(trigger));

        assertThat(written.state().triggers()).containsOnlyKeys(young);
        assertThat(Fold.of(written.records().reversed()).triggers()).containsOnlyKeys(young);
        assertThat(WriteRules.objection(
                        new Command.AddTrigger(trigger),
                        new ControlRecord.Author("ann", "why"),
                        written.state(),
                        Instant.EPOCH))
                .hasValueSatisfying(objection -> assertThat(objection.message()).contains("a trigger 'alert' already"));
    }

    @Test
    void aRevokedRuleStaysSoUntilAWriteThatKeepsItNamesTheRevocation() {
        HealingRule rule = new HealingRule("big", null, new Signature.ModelGone(), new RuleAction.AskLast());
        KeptRule kept = new KeptRule(rule.id(), rule, true, null);
        written.resuming(new Command.KeepRule(kept, List.of()));
        assertThat(written.state().rules().kept()).containsOnlyKeys(rule.id());

        String revoked = written.stopping(new Command.RevokeRule(rule.id(), rule));
        assertThat(written.state().rules().kept()).isEmpty();
        assertThat(written.state().rules().revocations(rule.id())).containsExactly(revoked);
        assertThat(keeping(kept, List.of()))
                .hasValueSatisfying(objection -> assertThat(objection.message()).contains("was revoked meanwhile"));
        assertThat(keeping(kept, List.of(revoked))).isEmpty();

        written.resuming(new Command.KeepRule(kept, List.of(revoked)));
        assertThat(written.state().rules().kept()).containsOnlyKeys(rule.id());
        assertThat(written.state().rules().revoked()).isEmpty();
        assertThat(Fold.of(written.records().reversed()).rules())
                .isEqualTo(written.state().rules());

        String another = written.stopping(new Command.RevokeRule(rule.id(), rule));
        assertThat(written.state().rules().revocations(rule.id())).containsExactly(another);
    }

    private Optional<Objection> keeping(KeptRule rule, List<String> over) {
        return WriteRules.objection(
                new Command.KeepRule(rule, over),
                new ControlRecord.Author("ann", "why"),
                written.state(),
                Instant.EPOCH);
    }

    @Test
    void aKillThatExpiredIsNotInEffect() {
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        written.stopping(new Command.Kill(KillScope.ROUTE, "support", null, end, InFlight.DRAIN));

        assertThat(written.state().killsAt(end.minusMillis(1))).hasSize(1);
        assertThat(written.state().killsAt(end)).isEmpty();
    }

    @Test
    void aProposalWithoutItsCommitHasNoEffect() {
        String kill = written.stopping(Written.kill(KillScope.ROUTE, "support"));
        long before = written.state().revision();
        String lift = written.proposed(new Command.Lift(List.of(kill)));

        assertThat(written.state().kills()).containsKey(kill);
        assertThat(written.state().revision()).isEqualTo(before);

        written.commit(lift);
        assertThat(written.state().kills()).isEmpty();
        assertThat(written.state().revision()).isEqualTo(before + 1);
    }

    @Test
    void theCurrentReleaseIsTheNewestActivatedThatIsNotWithdrawn() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, true));
        assertThat(route().current()).contains(SECOND.id());

        String withdraw = written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(route().current()).contains(FIRST.id());
        assertThat(route().isWithdrawn(SECOND.id())).isTrue();

        written.resuming(new Command.Activate("support", SECOND.id(), List.of()));
        assertThat(route().current()).contains(FIRST.id());

        written.resuming(new Command.Activate("support", SECOND.id(), List.of(withdraw)));
        assertThat(route().current()).contains(SECOND.id());
    }

    @Test
    void releasesAreNumberedAsTheyCame() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));

        assertThat(route().release("2"))
                .get()
                .extracting(RouteState.Published::id)
                .isEqualTo(SECOND.id());
        assertThat(route().release(FIRST.id()))
                .get()
                .extracting(RouteState.Published::number)
                .isEqualTo(1);
        assertThat(route().current()).contains(FIRST.id());
    }

    @Test
    void aCanaryEndsWhenItIsEndedWithdrawnOrMadeCurrent() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        String canary = written.resuming(canary(10_000));
        String larger = written.resuming(canary(50_000));
        assertThat(route().canary()).isNotNull();

        written.stopping(new Command.EndCanary("support", List.of(canary)));
        assertThat(route().canary()).as("ending the old one").isNotNull();
        written.stopping(new Command.EndCanary("support", List.of(larger)));
        assertThat(route().canary()).as("the old one does not come back").isNull();

        written.resuming(canary(10_000));
        String withdraw = written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(route().canary()).isNull();

        written.resuming(new Command.Activate("support", SECOND.id(), List.of(withdraw)));
        assertThat(route().current()).contains(SECOND.id());
        assertThat(route().canary()).isNull();
    }

    @Test
    void theNewestChangeIsRolledBackUntilTheNext() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, true));
        assertThat(route().rolledBack()).isNull();
        String withdraw = written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(route().rolledBack())
                .satisfies(withdrawn -> assertThat(withdrawn.record().id()).isEqualTo(withdraw));

        written.resuming(new Command.Activate("support", SECOND.id(), List.of(withdraw)));
        assertThat(route().rolledBack()).isNull();
        written.stopping(new Command.Withdraw("support", FIRST.id()));
        assertThat(route().rolledBack()).as("it did not serve").isNull();
    }

    @Test
    void aCanaryWhoseCandidateIsWithdrawnIsRolledBackUntilTheNextChange() {
        ReleaseContent third = Written.content("support", "m3");
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(canary(10_000));
        written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(route().rolledBack()).isNotNull();

        written.resuming(new Command.PublishRelease(third, true));
        assertThat(route().rolledBack()).isNull();
    }

    @Test
    void recordsOfAnUnknownKindAreCountedAndHaveNoEffect() {
        written.unknown("rollout");
        written.unknown("rollout");

        assertThat(written.state().unknown()).containsEntry("rollout", 2);
        assertThat(written.state().revision()).isEqualTo(ControlState.EMPTY.revision());
    }

    @Property(tries = 300)
    void theOrderOfRecordsAndTheirDuplicatesMakeNoDifference(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 29) Integer> deeds, @ForAll long seed) {
        Written story = new Written();
        deeds.forEach(deed -> write(story, deed));
        List<ControlRecord> shuffled = new ArrayList<>(story.records());
        shuffled.addAll(story.records().subList(0, story.records().size() / 2));
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(Fold.of(shuffled)).isEqualTo(story.state());
    }

    @Property(tries = 1_000)
    void aCheckpointAndWhatComesAfterItMakeTheSameAsAllRecords(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 29) Integer> deeds,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int between) {
        Written story = new Written();
        deeds.forEach(deed -> write(story, deed));
        List<ControlRecord> heard = nearlyInOrder(story.records(), seed);

        Fold all = new Fold();
        Fold inShort = new Fold();
        for (int i = 0; i < heard.size(); i++) {
            all.add(heard.get(i));
            inShort.add(heard.get(i));
            if (inShort.isOutgrown()) {
                inShort = new Fold();
                heard.subList(0, i + 1).forEach(inShort::add);
            }
            if (i % between == 0) {
                inShort = new Fold(inShort.checkpoint());
                heard.subList(0, i + 1).forEach(inShort::add);
            }
            assertThat(inShort.state()).as("after %d", i).isEqualTo(all.state());
            assertThat(inShort.lamport()).isEqualTo(all.lamport());
        }
    }

    @Test
    void whatIsOverTakesNoMoreThanItsIdInACheckpoint() {
        for (int i = 0; i < 100; i++) {
            String kill = written.stopping(Written.kill(KillScope.ROUTE, "support"));
            written.resuming(new Command.Lift(List.of(kill)));
        }
        String standing = written.stopping(Written.kill(KillScope.ROUTE, "support"));
        String pending = written.proposed(new Command.Lift(List.of(standing)));
        Fold fold = new Fold();
        written.records().forEach(fold::add);

        Checkpoint checkpoint = fold.checkpoint();

        assertThat(checkpoint.effective().size()).isEqualTo(201);
        assertThat(checkpoint.others().size()).as("the commits").isEqualTo(100);
        assertThat(checkpoint.named()).extracting(ControlRecord::id).containsExactlyInAnyOrder(standing, pending);
        assertThat(checkpoint.ended()).isEmpty();
    }

    /** Each record at most a few places later than it was written. */
    private static List<ControlRecord> nearlyInOrder(List<ControlRecord> records, long seed) {
        Random random = new Random(seed);
        Map<ControlRecord, Long> places = new HashMap<>();
        records.forEach(record -> places.put(record, record.lamport() + random.nextInt(8)));
        return records.stream().sorted(Comparator.comparing(places::get)).toList();
    }

    private static void write(Written story, int deed) {
        String any = Written.id(1 + story.records().size() / 2);
        if (deed > 11 && deed < 15) {
            // Another write for a place that may be taken.
            story.backTo(story.records().stream()
                    .filter(record -> record.entry() instanceof ControlRecord.Entry.Said(Command.Resuming _))
                    .map(ControlRecord::id)
                    .skip(deed - 12)
                    .findFirst()
                    .orElse(Fold.START));
        }
        switch (deed) {
            case 0 -> story.stopping(Written.kill(KillScope.ROUTE, "support"));
            case 1 -> story.resuming(new Command.Lift(List.of(any)));
            case 2 -> story.proposed(new Command.Lift(List.of(any)));
            case 3 -> story.resuming(new Command.PublishRelease(FIRST, true));
            case 4 -> story.resuming(new Command.PublishRelease(SECOND, false));
            case 5 -> story.resuming(new Command.Activate("support", SECOND.id(), List.of(any)));
            case 6 -> story.stopping(new Command.Withdraw("support", SECOND.id()));
            case 7 -> story.resuming(canary(10_000));
            case 8 -> story.stopping(new Command.EndCanary("support", List.of(any)));
            case 9 -> story.resuming(new Command.SetShadow("support", SECOND.id(), new Share(1), 2));
            case 10 -> story.stopping(new Command.EndShadow("support", List.of(any)));
            case 11 -> story.unknown("new" + story.records().size() % 2);
            case 15 ->
                story.resuming(
                        new Command.SetBudget("b", 1_000 + story.records().size(), BudgetPeriod.HOUR));
            case 16 ->
                story.resuming(new Command.GrantBlock(
                        "b", Instant.EPOCH.plus(Duration.ofHours(story.records().size() / 2)), "a", "j", 10));
            case 17 -> story.resuming(new Command.ReturnBlock("b", any, "a", "j", 5));
            case 19 -> story.resuming(eval(FIRST.id(), any, 1));
            case 20 ->
                story.resuming(eval(SECOND.id(), FIRST.id(), story.records().size() % 31));
            case 21, 22 -> story.resuming(rollout(FIRST, SECOND, any));
            case 23 -> story.resuming(rollout(SECOND, FIRST, any));
            case 24 -> newestStart(story).ifPresent(id -> story.resuming(new Command.EnterStage("support", id, 1)));
            case 25 -> newestStart(story).ifPresent(id -> story.resuming(new Command.ApproveStage("support", id, 0)));
            case 26 ->
                newestStart(story).ifPresent(id -> story.stopping(new Command.PauseRollout("support", List.of(id))));
            case 27 ->
                newestStart(story)
                        .ifPresent(id -> story.resuming(new Command.ResumeRollout("support", id, List.of(any))));
            case 28 ->
                newestStart(story).ifPresent(id -> story.stopping(new Command.EndRollout("support", List.of(id))));
            case 29 ->
                newestStart(story)
                        .ifPresent(id -> story.resuming(
                                new Command.GrantBlock(RolloutBudget.BAD.name(id, 0), Instant.EPOCH, "a", "j", 3)));
            case 18 -> story.resuming(new Command.Settle(List.of(any)));
            default -> story.resuming(canary(5_000 * deed));
        }
    }

    private static Command.StartRollout rollout(ReleaseContent baseline, ReleaseContent candidate, String over) {
        return new Command.StartRollout(
                "support",
                baseline.id(),
                candidate.id(),
                RolloutPolicy.DEFAULT,
                USER,
                "salt",
                RolloutMode.LIVE,
                List.of(over));
    }

    private static Optional<String> newestStart(Written story) {
        return story.records().reversed().stream()
                .filter(record -> record.entry() instanceof ControlRecord.Entry.Said(Command.StartRollout _))
                .map(ControlRecord::id)
                .findFirst();
    }

    @Test
    void aCanaryThatWasMadeCurrentDoesNotComeBackWithTheNextRelease() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(canary(10_000));
        written.resuming(new Command.Activate("support", SECOND.id(), List.of()));
        written.resuming(new Command.Activate("support", FIRST.id(), List.of()));

        assertThat(route().canary()).isNull();

        written.resuming(canary(10_000));
        assertThat(route().canary()).as("it may be set again").isNotNull();
    }

    @Test
    void anActivationEndsTheCanaryThatWasComparedWithTheReleaseBefore() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(canary(10_000));
        written.resuming(new Command.PublishRelease(Written.content("support", "m3"), true));

        assertThat(route().canary()).isNull();
    }

    @Test
    void theNewestEvalOfACandidateAndABaselineIsKeptAndTheOldestOfManyGo() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(eval(SECOND.id(), FIRST.id(), 20));
        String newest = written.resuming(eval(SECOND.id(), FIRST.id(), 30));

        assertThat(route().evals()).hasSize(1);
        assertThat(route().eval(SECOND.id(), FIRST.id())).hasValueSatisfying(eval -> {
            assertThat(eval.record().id()).isEqualTo(newest);
            assertThat(eval.terms().result().passed()).isEqualTo(30);
        });
        assertThat(route().eval(FIRST.id(), SECOND.id())).isEmpty();

        for (int i = 0; i < RouteState.MOST_EVALS; i++) {
            written.resuming(eval("candidate" + i, FIRST.id(), 1));
        }
        assertThat(route().evals()).hasSize(RouteState.MOST_EVALS);
        assertThat(route().evals().getFirst().terms().candidate()).isEqualTo("candidate" + (RouteState.MOST_EVALS - 1));
        assertThat(route().eval(SECOND.id(), FIRST.id())).isEmpty();
    }

    @Test
    void anEvalIsOfTwoPublishedReleasesOfWhichTheCandidateIsNotWithdrawn() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        assertThat(objection(eval(SECOND.id(), FIRST.id(), 1))).contains("has no release '" + SECOND.id() + "'");
        assertThat(objection(eval(FIRST.id(), SECOND.id(), 1))).contains("has no release '" + SECOND.id() + "'");

        written.resuming(new Command.PublishRelease(SECOND, false));
        assertThat(objection(eval(SECOND.id(), FIRST.id(), 1))).isEmpty();

        written.stopping(new Command.Withdraw("support", SECOND.id()));
        assertThat(objection(eval(SECOND.id(), FIRST.id(), 1))).contains("was withdrawn");
    }

    private String objection(Command.Resuming command) {
        return WriteRules.objection(command, new ControlRecord.Author("ann", "why"), written.state(), Instant.EPOCH)
                .map(Objection::message)
                .orElse("");
    }

    private static Command.RecordEval eval(String candidate, String baseline, int passed) {
        return new Command.RecordEval(
                "support",
                candidate,
                baseline,
                new EvalResult("0".repeat(64), 30, passed, 30, 0, EvalGate.DEFAULT, "Passed."));
    }

    @Test
    void aShadowEndsWhenItsCandidateIsMadeCurrent() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, false));
        written.resuming(new Command.SetShadow("support", SECOND.id(), new Share(1), 2));
        assertThat(route().shadow()).isNotNull();
        written.resuming(new Command.Activate("support", SECOND.id(), List.of()));

        assertThat(route().shadow()).isNull();
    }

    @Test
    void ofTwoCommittedWritesForOnePlaceTheLessRiskyIsInEffectAndTheOtherIsAConflictUntilItIsSettled() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        String fork = written.resuming(new Command.PublishRelease(SECOND, false));
        String large = written.resuming(canary(50_000));
        written.resuming(new Command.SetShadow("support", SECOND.id(), new Share(1), 2));
        written.backTo(fork);
        String small = written.resuming(canary(10_000));

        assertThat(written.state().head()).isEqualTo(small);
        assertThat(route().canary())
                .satisfies(canary -> assertThat(canary.record().id()).isEqualTo(small));
        assertThat(route().shadow()).as("came after what was overruled").isNull();
        assertThat(written.state().conflicts()).extracting(ControlRecord::id).containsExactly(large);

        written.resuming(new Command.Settle(List.of(large)));
        assertThat(written.state().conflicts()).isEmpty();
    }

    @Test
    void aLinkWaitsForThoseBeforeIt() {
        written.resuming(new Command.PublishRelease(FIRST, true));
        written.resuming(new Command.PublishRelease(SECOND, true));
        List<ControlRecord> all = written.records();

        assertThat(Fold.of(all.subList(2, 4)).routes()).isEmpty();
        assertThat(Fold.of(all).route("support").current()).contains(SECOND.id());
    }

    @Test
    void aHundredThousandRecordsAreFoldedInOneGo() {
        for (int i = 0; i < 33_000; i++) {
            String kill = written.stopping(Written.kill(KillScope.ROUTE, "support"));
            written.resuming(new Command.Lift(List.of(kill)));
        }

        assertThat(written.state().kills()).isEmpty();
        assertThat(written.state().links()).isEqualTo(33_000);
    }

    private static Command.SetCanary canary(int share) {
        return new Command.SetCanary("support", SECOND.id(), new Share(share), USER, "salt");
    }

    private RouteState route() {
        return written.state().route("support");
    }
}
