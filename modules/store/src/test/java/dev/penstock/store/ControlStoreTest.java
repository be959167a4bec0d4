package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.RouteState.Published;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Voter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores on a virtual clock, and links and disks that fail. */
class ControlStoreTest {
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private World world = new World(1, List.of("a", "b", "c"));

    @BeforeEach
    void settle() {
        world = new World(1, List.of("a", "b", "c"));
        world.run(SETTLING);
    }

    @Test
    void aKillIsInEffectAndOnDiskEverywhereWhenItIsAnswered() {
        Verdict.Accepted kill = accepted("a", Deeds.kill("support"));

        assertThat(kill.receipt().applied()).containsOnlyKeys("a", "b", "c");
        assertThat(kill.receipt().journaled()).isEqualTo(3);
        for (String node : List.of("a", "b", "c")) {
            assertThat(state(node).kills())
                    .as(node)
                    .containsOnlyKeys(kill.record().id());
        }
    }

    @Test
    void aNodeThatIsAloneStillStopsButDoesNotResume() {
        cutOff("a");

        Verdict.Accepted kill = accepted("a", Deeds.kill("support"));
        Verdict lift = verdict("a", new Command.Lift(List.of(kill.record().id())));

        assertThat(kill.receipt().journaled()).isEqualTo(1);
        assertThat(lift).isEqualTo(new Verdict.NoMajority(1, 3, List.of("b", "c")));
        assertThat(state("a").kills()).hasSize(1);
        assertThat(state("b").kills()).isEmpty();

        world.heal();
        world.run(SETTLING);
        assertThat(state("c").kills()).hasSize(1);
        assertThat(state("b").kills())
                .as("the lift that had no majority never takes effect")
                .hasSize(1);
    }

    @Test
    void aNodeWhoseDiskHangsTellsThatAKillIsInEffectThere() {
        world.node("b").slowDisk(Duration.ofSeconds(3));

        Verdict.Accepted kill = accepted("a", Deeds.kill("support"));

        assertThat(kill.receipt().applied()).containsOnlyKeys("a", "b", "c");
        assertThat(kill.receipt().applied().get("b")).isLessThan(100);
        assertThat(kill.receipt().journaled()).isEqualTo(2);
    }

    @Test
    void aWriteThatIsRepeatedIsSpreadAgainAndTellsWhereItIsByThen() {
        cutOff("a");
        Verdict.Accepted kill = accepted("a", Deeds.kill("support"));
        assertThat(kill.receipt().journaled()).isEqualTo(1);
        world.heal();

        CompletableFuture<Verdict> again = store("a").again(kill.record().id()).toCompletableFuture();
        runUntil(again::isDone);
        assertThat(again.join()).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.record()).isEqualTo(kill.record());
            assertThat(accepted.receipt().applied()).containsOnlyKeys("a", "b", "c");
            assertThat(accepted.receipt().journaled()).isEqualTo(3);
        });
    }

    @Test
    void aRepeatedWriteThatNeedsAMajorityIsSaidToBeDurableOnlyWithOne() {
        Verdict.Accepted publish = accepted("a", new Command.PublishRelease(Deeds.content("faq", "m"), true));
        cutOff("a");

        assertThat(again(publish.record().id())).isInstanceOf(Verdict.Uncertain.class);
        world.heal();
        assertThat(again(publish.record().id())).isInstanceOf(Verdict.Accepted.class);
        assertThat(again("0123")).isEqualTo(new Verdict.Unknown("0123"));
    }

    private Verdict again(String id) {
        CompletableFuture<Verdict> again = store("a").again(id).toCompletableFuture();
        world.run(SETTLING);
        return again.join();
    }

    @Test
    void whereALinkIsMissingTheNextOneIsNotYetInEffectAndTheReceiptDoesNotSaySo() {
        StoredRecord first = link("m1", store("a").state().head());
        StoredRecord second = link("m2", first.id());

        assertThat(taken(second)).isFalse();
        assertThat(state("c").route("faq").releases()).isEmpty();
        assertThat(taken(first)).isTrue();
        assertThat(state("c").route("faq").releases()).hasSize(2);
    }

    @Test
    void whoHearsOfOthersBeforeItHasJoinedThemHasNobodyToAskYet() {
        // What fails in the stage is asked again; what is thrown would never be.
        assertThat(Peers.NONE.ask("b", Peers.Question.STANDING, store("a").standing(), SETTLING))
                .isCompletedExceptionally();
    }

    private StoredRecord link(String model, String before) {
        Command command = new Command.PublishRelease(Deeds.content("faq", model), true);
        return store("a").make(new Entry.Said(command), Deeds.ANN, List.of(before));
    }

    /** Whether a link that was decided is in effect on c once it has it. */
    private boolean taken(StoredRecord link) {
        Entry commit = new Entry.Commit(link.id(), List.of(new Vote("a", "j", "")));
        CompletableFuture<Message> taken = store("c")
                .receive(Message.Records.of(List.of(store("a").make(commit, Deeds.ANN, List.of(link.id())), link)))
                .toCompletableFuture();
        runUntil(taken::isDone);
        return ((Message.Taken) taken.join()).effective();
    }

    @Test
    void aMajorityResumesWithoutTheThird() {
        Verdict.Accepted kill = accepted("a", Deeds.kill("support"));
        cutOff("c");

        Verdict.Accepted lift =
                accepted("b", new Command.Lift(List.of(kill.record().id())));

        assertThat(lift.receipt().journaled()).isEqualTo(2);
        assertThat(state("c").kills()).hasSize(1);
        world.heal();
        world.run(SETTLING);
        assertThat(state("c").kills()).isEmpty();
    }

    @Test
    void aWriteThatMakesNoSenseIsRefusedAndLeavesNoTrace() {
        long records = store("a").standing().records();

        assertThat(verdict("a", new Command.Activate("support", "0123456789ab", List.of())))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.objection().kind()).isEqualTo(Objection.Kind.NOT_FOUND));
        assertThat(store("a").standing().records()).isEqualTo(records);
    }

    @Test
    void aFreezeHoldsOnEveryNodeAndStopsNoStop() {
        Policy.Freeze freeze = new Policy.Freeze("sale", Instant.MIN, Instant.MAX, List.of("support"));
        accepted("a", new Command.SetPolicy(new Policy(List.of(), List.of(freeze))));

        assertThat(verdict("b", new Command.PublishRelease(Deeds.content("support", "m1"), true)))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.objection().kind()).isEqualTo(Objection.Kind.FROZEN));
        accepted("b", new Command.PublishRelease(Deeds.content("other", "m1"), true));
        accepted("c", Deeds.kill("support"));
    }

    @Test
    void aWriteOnANodeThatHasNotHeardOfFourEyesIsRefusedAllTheSame() {
        Verdict.Accepted kill = accepted("b", Deeds.kill("support"));
        cutOff("b");
        accepted("a", new Command.SetPolicy(new Policy(List.of("lift"), List.of())));
        assertThat(state("b").policy()).isEqualTo(Policy.NONE);
        world.heal();

        CompletableFuture<Verdict> lift = store("b")
                .submit(new Command.Lift(List.of(kill.record().id())), new Author("ann", "it looks well", "ci", null))
                .toCompletableFuture();
        runUntil(lift::isDone);

        assertThat(lift.join())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.objection().field()).isEqualTo("four_eyes"));
        world.run(SETTLING);
        assertThat(state("c").kills()).hasSize(1);
    }

    @Test
    void aKeyThatAnotherWriteHasIsNoAnswerToThisOne() {
        Command.Resuming first = new Command.PublishRelease(Deeds.content("support", "m1"), true);
        Command.Resuming other = new Command.PublishRelease(Deeds.content("support", "m2"), true);
        CompletableFuture<Verdict> one = store("a").submit(first, withKey("f1")).toCompletableFuture();
        CompletableFuture<Verdict> two = store("b").submit(other, withKey("f2")).toCompletableFuture();
        CompletableFuture<Verdict> same =
                store("c").submit(first, withKey("f1")).toCompletableFuture();
        world.run(SETTLING);

        String winner = state("a").route("support").current().orElseThrow();
        boolean firstWon = winner.equals(Deeds.content("support", "m1").id());
        assertThat(state("a").route("support").releases()).hasSize(1);
        assertThat(List.of(one.join(), same.join()))
                .hasOnlyElementsOfType(firstWon ? Verdict.Accepted.class : Verdict.Refused.class);
        assertThat(two.join()).isInstanceOf(firstWon ? Verdict.Refused.class : Verdict.Accepted.class);
        Verdict refused = firstWon ? two.join() : one.join();
        assertThat(((Verdict.Refused) refused).objection().message()).contains("belongs to another write");
    }

    private static Author withKey(String fingerprint) {
        return new Author("ann", "a test", "ci", new Request("k", fingerprint));
    }

    @Test
    void writesFromAllNodesAtOnceFollowEachOther() {
        List<CompletableFuture<Verdict>> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ControlStore store = store(List.of("a", "b", "c").get(i % 3));
            writes.add(store.submit(new Command.PublishRelease(Deeds.content("support", "m" + i), true), Deeds.ANN)
                    .toCompletableFuture());
        }
        world.run(SETTLING);

        assertThat(writes).allSatisfy(write -> assertThat(write.join()).isInstanceOf(Verdict.Accepted.class));
        List<Published> releases = state("a").route("support").releases();
        assertThat(releases).hasSize(12);
        for (int i = 1; i < releases.size(); i++) {
            assertThat(releases.get(i).record().parents())
                    .containsExactly(releases.get(i - 1).record().id());
        }
    }

    @Test
    void ofWritesThatExpectOneStateOneIsDoneInTheWholeCluster() {
        Precondition expected = new Precondition.Version(Set.of(state("a").version()));
        assertThat(state("b").version()).isEqualTo(state("a").version());
        List<CompletableFuture<Verdict>> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Command command = new Command.PublishRelease(Deeds.content("support", "m" + i), true);
            writes.add(store(List.of("a", "b", "c").get(i % 3))
                    .submit(command, Deeds.ANN, expected)
                    .toCompletableFuture());
        }
        world.run(SETTLING);

        assertThat(writes)
                .extracting(CompletableFuture::join)
                .filteredOn(verdict -> !(verdict instanceof Verdict.Outdated))
                .singleElement()
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(state("c").route("support").releases()).hasSize(1);
    }

    @Test
    void ofStopsThatExpectOneStateOneIsDoneOnEachNode() {
        Precondition expected = new Precondition.Version(Set.of(state("a").version()));
        List<CompletableFuture<Verdict>> stops = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stops.add(store("a")
                    .submit(Deeds.kill("route-" + i), Deeds.ANN, expected)
                    .toCompletableFuture());
        }
        world.run(SETTLING);

        assertThat(stops)
                .extracting(CompletableFuture::join)
                .filteredOn(Verdict.Accepted.class::isInstance)
                .hasSize(1);
        assertThat(state("c").kills()).hasSize(1);
        assertThat(((Verdict.Outdated) stops.getLast().join()).state().kills()).hasSize(1);
    }

    @Test
    void whoHasNotHeardOfAStopDoesNotTakeAnotherChainForTheOneThatIsExpected() {
        accepted("a", new Command.PublishRelease(Deeds.content("faq", "m1"), true));
        cutOff("a");
        accepted("a", Deeds.kill("support"));
        ControlState seen = state("a");
        accepted("b", new Command.PublishRelease(Deeds.content("faq", "m2"), true));
        assertThat(state("b").revision()).isEqualTo(seen.revision());

        CompletableFuture<Verdict> write = store("b")
                .submit(
                        new Command.PublishRelease(Deeds.content("faq", "m3"), true),
                        Deeds.ANN,
                        new Precondition.Version(Set.of(seen.version())))
                .toCompletableFuture();
        world.run(SETTLING);

        assertThat(write.join()).isInstanceOf(Verdict.Outdated.class);
    }

    @Test
    void whatAProposerCouldNotFinishIsFinishedByAnother() {
        CompletionStage<Verdict> write =
                store("a").submit(new Command.PublishRelease(Deeds.content("support", "m"), true), Deeds.ANN);
        // One of them accepts it, and it does not learn that it did.
        runUntil(() -> hasAccepted("b") || hasAccepted("c"));
        world.node("a").kill();
        assertThat(state("b").route("support").releases()).isEmpty();

        world.run(Duration.ofSeconds(30));

        assertThat(write.toCompletableFuture()).isNotDone();
        assertThat(state("b").route("support").current())
                .contains(Deeds.content("support", "m").id());
    }

    private boolean hasAccepted(String node) {
        return world.node(node).disk().notes().values().stream()
                .map(Acceptor.Promise::of)
                .anyMatch(promise -> promise.accepted() != null);
    }

    @Test
    void aWriteWhoseAnswersAreLostIsUnknownUntilItTurnsOut() {
        CompletableFuture<Verdict> write = store("a")
                .submit(new Command.PublishRelease(Deeds.content("support", "m"), true), Deeds.ANN)
                .toCompletableFuture();
        runUntil(() -> hasAccepted("b") || hasAccepted("c"));
        cutOff("a");
        cutOff("c");
        world.run(SETTLING);
        assertThat(write.join()).isInstanceOf(Verdict.Unknown.class);

        world.heal();
        world.run(Duration.ofSeconds(30));

        assertThat(state("c").route("support").releases())
                .singleElement()
                .satisfies(
                        release -> assertThat(release.record().id()).isEqualTo(((Verdict.Unknown) write.join()).id()));
    }

    @Test
    void afterAFullStopEverythingStands() {
        accepted("a", Deeds.kill("support"));
        accepted("b", new Command.PublishRelease(Deeds.content("faq", "m1"), true));
        ControlState before = state("c");
        world.nodes().forEach(World.Node::kill);

        world.nodes().forEach(World.Node::start);

        assertThat(state("a")).isEqualTo(before);
        assertThat(state("c")).isEqualTo(before);
    }

    @Test
    void aStaleDiskThatStartsFirstWaitsForAMajorityOfTheJournals() {
        world.node("a").kill();
        Verdict.Accepted kill = accepted("b", Deeds.kill("support"));
        world.nodes().forEach(World.Node::kill);
        world.node("a").start();
        world.run(SETTLING);
        assertThat(store("a").warm().toCompletableFuture()).isNotDone();
        assertThat(store("a").cluster().awaited()).containsExactly("b", "c");

        world.node("c").start();
        world.run(SETTLING);

        assertThat(store("a").warm().toCompletableFuture()).isDone();
        assertThat(state("a").kills()).containsKey(kill.record().id());
    }

    @Test
    void anOperatorLetsANodeServeWithoutTheOthersAndThatIsWrittenDown() {
        world.nodes().forEach(World.Node::kill);
        world.node("a").start();
        world.run(SETTLING);
        CompletableFuture<Verdict> override =
                store("a").override(Deeds.ANN, new Precondition.None()).toCompletableFuture();
        world.run(SETTLING);

        assertThat(override.join())
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.record().entry())
                                .isEqualTo(new Entry.Said(new Command.OverrideColdStart("a", List.of("b", "c")))));
        assertThat(store("a").warm().toCompletableFuture()).isDone();
        assertThat(verdict("a", new Command.PublishRelease(Deeds.content("faq", "m"), true)))
                .as("it resumes nothing all the same")
                .isInstanceOf(Verdict.NoMajority.class);
    }

    @Test
    void aNodeWhoseDiskWasLostGetsEverythingAndVotesAgainOnceTheOthersAgree() {
        accepted("a", Deeds.kill("support"));
        accepted("a", new Command.PublishRelease(Deeds.content("faq", "m1"), true));
        ControlState before = state("b");
        world.node("a").loseDisk();
        world.node("a").start();
        assertThat(state("a")).isEqualTo(ControlState.EMPTY);

        world.run(SETTLING);

        assertThat(state("a").routes()).isEqualTo(before.routes());
        assertThat(state("a").kills()).isEqualTo(before.kills());
        assertThat(state("c").voters())
                .contains(new Voter("a", world.node("a").disk().identity()));
        cutOff("b");
        accepted("a", new Command.PublishRelease(Deeds.content("faq", "m2"), true));
    }

    @Test
    void aDiskThatWasLostDoesNotVoteBeforeTheOthersAgree() {
        cutOff("b");
        world.node("a").loseDisk();
        world.node("a").start();
        world.run(SETTLING);

        assertThat(verdict("c", new Command.PublishRelease(Deeds.content("faq", "m"), true)))
                .isInstanceOf(Verdict.NoMajority.class);
    }

    @Test
    void whoHasNoAnswerFromAMajorityForFiveSecondsIsOutOfContact() {
        cutOff("a");
        world.run(Duration.ofSeconds(3));
        assertThat(store("a").inContact(world.now())).isTrue();

        world.run(Duration.ofSeconds(3));

        assertThat(store("a").inContact(world.now())).isFalse();
        assertThat(store("b").inContact(world.now())).isTrue();
        world.heal();
        world.run(Duration.ofSeconds(2));
        assertThat(store("a").inContact(world.now())).isTrue();
    }

    @Test
    void afterAFreezeANodeIsOutOfContactFromTheFirstMoment() {
        world.node("a").freeze();
        world.run(SETTLING);

        assertThat(store("a").inContact(world.now())).isFalse();
    }

    @Test
    void otherVotersAreAskedFromTheNextWriteOn() {
        accepted(
                "a",
                new Command.SetVoters(
                        List.of(new Voter("b", world.node("b").disk().identity()))));
        cutOff("b");

        assertThat(verdict("a", new Command.PublishRelease(Deeds.content("faq", "m"), true)))
                .isInstanceOf(Verdict.NoMajority.class);
        accepted("b", new Command.PublishRelease(Deeds.content("faq", "m"), true));
    }

    @Test
    void whatANewerVersionWroteIsHandedOn() {
        byte[] newer = ("{\"v\":2,\"kind\":\"rollout\",\"lamport\":3,\"at\":\"2026-01-02T12:00:00Z\",\"node\":\"z\","
                        + "\"actor\":\"x\",\"reason\":\"y\",\"parents\":[],\"payload\":{}}")
                .getBytes(UTF_8);
        long before = state("c").revision();
        store("a").receive(new Message.Records(List.of(newer)));

        world.run(SETTLING);

        assertThat(state("c").unknown()).containsEntry("rollout", 1);
        assertThat(state("c").revision()).isEqualTo(before);
    }

    @Test
    void twoDecisionsForOnePlaceAreToldAsAConflictUntilAnOperatorSettlesIt() {
        String head = state("a").head();
        List<String> rivals = new ArrayList<>();
        for (String model : List.of("m1", "m2")) {
            // What a majority of lost disks can lead to.
            StoredRecord proposal = store("a")
                    .make(
                            new Entry.Said(new Command.PublishRelease(Deeds.content("faq", model), true)),
                            Deeds.ANN,
                            List.of(head));
            StoredRecord commit = store("a")
                    .make(
                            new Entry.Commit(proposal.id(), List.of(new Vote("a", "j", ""))),
                            Deeds.ANN,
                            List.of(proposal.id()));
            store("a").receive(Message.Records.of(List.of(proposal, commit)));
            rivals.add(proposal.id());
        }
        world.run(SETTLING);

        rivals.sort(null);
        assertThat(state("c").route("faq").releases())
                .extracting(release -> release.record().id())
                .as("the lower hash")
                .containsExactly(rivals.getFirst());
        assertThat(state("c").conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.id()).isEqualTo(rivals.getLast()));

        accepted("b", new Command.Settle(List.of(rivals.getLast())));
        world.run(SETTLING);
        assertThat(state("c").conflicts()).isEmpty();
    }

    private void runUntil(BooleanSupplier condition) {
        long end = world.now() + SETTLING.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(world.now()).isLessThan(end);
            world.run(Duration.ofNanos(100_000));
        }
    }

    private void cutOff(String node) {
        world.nodes().forEach(other -> {
            world.cut(node, other.name());
            world.cut(other.name(), node);
        });
    }

    private ControlStore store(String node) {
        return Objects.requireNonNull(world.node(node).store());
    }

    private ControlState state(String node) {
        return store(node).state();
    }

    private Verdict.Accepted accepted(String node, Command command) {
        Verdict verdict = verdict(node, command);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return (Verdict.Accepted) verdict;
    }

    private Verdict verdict(String node, Command command) {
        CompletableFuture<Verdict> verdict =
                store(node).submit(command, Deeds.ANN).toCompletableFuture();
        world.run(SETTLING);
        return verdict.join();
    }
}
