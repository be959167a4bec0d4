package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores with real journals, and links that are cut. */
class ControlStoreTest {
    @TempDir
    private Path dir = Path.of(".");

    private Net net = new Net(dir);

    @BeforeEach
    void three() {
        net = new Net(dir, "a", "b", "c");
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void aKillIsInEffectAndOnDiskEverywhereWhenItIsAnswered() {
        Verdict.Accepted kill = Deeds.accepted(net.store("a"), Deeds.kill("support"));

        assertThat(kill.receipt().applied()).containsOnlyKeys("a", "b", "c");
        assertThat(kill.receipt().journaled()).isEqualTo(3);
        for (String node : List.of("a", "b", "c")) {
            assertThat(net.store(node).state().kills())
                    .as(node)
                    .containsOnlyKeys(kill.record().id());
        }
    }

    @Test
    void aNodeThatIsAloneStillStopsButDoesNotResume() {
        net.cut("a");

        Verdict.Accepted kill = Deeds.accepted(net.store("a"), Deeds.kill("support"));
        Verdict lift = Deeds.verdict(
                net.store("a"), new Command.Lift(List.of(kill.record().id())));

        assertThat(kill.receipt().journaled()).isEqualTo(1);
        assertThat(lift).isEqualTo(new Verdict.NoMajority(1, 3, List.of("b", "c")));
        assertThat(net.store("a").state().kills()).hasSize(1);
        assertThat(net.store("b").state().kills()).isEmpty();

        net.heal();
        net.tick();
        awaitOneDigest();
        assertThat(net.store("c").state().kills()).hasSize(1);
        assertThat(net.store("b").state().kills())
                .as("the proposal that had no majority is inert everywhere")
                .hasSize(1);
    }

    @Test
    void aMajorityResumesWithoutTheThird() {
        Verdict.Accepted kill = Deeds.accepted(net.store("a"), Deeds.kill("support"));
        net.cut("c");

        Verdict.Accepted lift = Deeds.accepted(
                net.store("b"), new Command.Lift(List.of(kill.record().id())));

        assertThat(lift.receipt().journaled()).isEqualTo(2);
        assertThat(net.store("c").state().kills()).hasSize(1);
        net.heal();
        net.tick();
        awaitOneDigest();
        assertThat(net.store("c").state().kills()).isEmpty();
    }

    @Test
    void aWriteThatMakesNoSenseIsRefusedAndLeavesNoTrace() {
        long records = net.store("a").standing().records();

        assertThat(Deeds.verdict(net.store("a"), new Command.Activate("support", "0123456789ab", List.of())))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.objection().kind()).isEqualTo(Objection.Kind.NOT_FOUND));
        assertThat(net.store("a").standing().records()).isEqualTo(records);
    }

    @Test
    void writesAboutOneRouteFromAllNodesAtOnceFollowEachOther() {
        List<CompletionStage<Verdict>> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ControlStore store = net.store(List.of("a", "b", "c").get(i % 3));
            writes.add(store.submit(new Command.PublishRelease(Deeds.content("support", "m" + i), true), Deeds.ANN));
        }

        writes.forEach(write -> assertThat(Deeds.await(write)).isInstanceOf(Verdict.Accepted.class));

        var releases = net.store("a").state().route("support").releases();
        assertThat(releases).hasSize(12);
        for (int i = 1; i < releases.size(); i++) {
            assertThat(releases.get(i).record().parents())
                    .containsExactly(releases.get(i - 1).record().id());
        }
        assertThat(net.digests()).hasSize(1);
    }

    @Test
    void whatAProposerDidNotCommitHasNoEffectAndStandsInNobodysWay() {
        net.lose(Peers.Question.RECORDS);
        net.lose(Peers.Question.PROPOSAL);
        assertThat(Deeds.verdict(net.store("a"), new Command.PublishRelease(Deeds.content("support", "lost"), true)))
                .isInstanceOf(Verdict.NoMajority.class);
        net.heal();
        net.tick();
        awaitOneDigest();
        assertThat(net.store("b").state().route("support").releases()).isEmpty();
        net.stop("a");

        Deeds.accepted(net.store("b"), new Command.PublishRelease(Deeds.content("support", "next"), true));

        assertThat(net.store("c").state().route("support").releases())
                .singleElement()
                .satisfies(release -> assertThat(release.content()).isEqualTo(Deeds.content("support", "next")));
    }

    @Test
    void afterAFullStopEverythingStands() {
        Deeds.accepted(net.store("a"), Deeds.kill("support"));
        Deeds.accepted(net.store("b"), new Command.PublishRelease(Deeds.content("faq", "m1"), true));
        var before = net.store("c").state();
        List.of("a", "b", "c").forEach(net::stop);

        List.of("a", "b", "c").forEach(net::start);

        assertThat(net.store("a").state()).isEqualTo(before);
        assertThat(net.store("c").state()).isEqualTo(before);
    }

    @Test
    void aNodeWhoseDiskWasLostGetsEverythingFromTheOthers() throws Exception {
        Deeds.accepted(net.store("a"), Deeds.kill("support"));
        Deeds.accepted(net.store("a"), new Command.PublishRelease(Deeds.content("faq", "m1"), true));
        var before = net.store("b").state();
        net.stop("a");
        Files.delete(dir.resolve("a/control.db"));

        net.start("a");
        net.tick();
        awaitOneDigest();

        assertThat(net.store("a").state()).isEqualTo(before);
        await(
                "all are in the new journal",
                () -> net.store("a").journal().records().size()
                        == net.store("b").standing().records());
    }

    @Test
    void whatANewerVersionWroteIsHandedOn() {
        byte[] newer = ("{\"v\":1,\"kind\":\"rollout\",\"lamport\":3,\"at\":\"2026-01-02T12:00:00Z\",\"node\":\"z\","
                        + "\"actor\":\"x\",\"reason\":\"y\",\"parents\":[],\"payload\":{}}")
                .getBytes(UTF_8);
        Deeds.await(net.store("a").receive(new Message.Records(List.of(newer))));

        net.tick();
        awaitOneDigest();

        assertThat(net.store("c").state().unknown()).containsEntry("rollout", 1);
        assertThat(net.store("c").state().revision()).isEqualTo(1);
    }

    @Test
    void aVoterGivesAPlaceToOneOfTwoProposalsThatComeAtOnce() {
        for (int i = 0; i < 200; i++) {
            Message.Records first = proposal("a", "route-" + i);
            Message.Records second = proposal("b", "route-" + i);
            CompletableFuture<Message> vote = CompletableFuture.supplyAsync(
                    () -> Deeds.await(net.store("c").vote(first)));
            Message other = Deeds.await(net.store("c").vote(second));

            assertThat(List.of(other, Deeds.await(vote)))
                    .as("try %d", i)
                    .filteredOn(answer -> answer instanceof Message.Vote(boolean granted, String _) && granted)
                    .hasSize(1);
        }
    }

    @Test
    void whatAProposerDidNotCommitStandsInNobodysWayOnceItIsBack() {
        Message.Records lost = proposal("a", "support");
        for (String voter : List.of("a", "b", "c")) {
            assertThat(Deeds.await(net.store(voter).vote(lost))).isEqualTo(new Message.Vote(true, ""));
        }
        net.stop("a");
        net.start("a");

        Deeds.accepted(net.store("b"), new Command.PublishRelease(Deeds.content("support", "next"), true));
    }

    @Test
    void aCommitThatOnlyADeadNodeHadDoesNotOverruleWhatWasDecidedSince() {
        net.cut("c");
        Deeds.accepted(net.store("a"), Deeds.kill("makes the time of a and b later than that of c"));
        Message.Records unheard = proposal("a", "support");
        String id = unheard.read().getFirst().id();
        for (String voter : List.of("a", "b")) {
            assertThat(Deeds.await(net.store(voter).vote(unheard))).isEqualTo(new Message.Vote(true, ""));
        }
        Deeds.await(net.store("a")
                .receive(Message.Records.of(List.of(net.store("a")
                        .make(new ControlRecord.Entry.Commit(id, List.of("a", "b")), Deeds.ANN, List.of(id))))));
        net.stop("a");
        net.heal();
        assertThat(Deeds.await(net.store("b").vote(proposal("c", "support"))))
                .as("a vote for what may be overruled")
                .isInstanceOfSatisfying(
                        Message.Vote.class, vote -> assertThat(vote.granted()).isFalse());

        CompletableFuture<Verdict> write = net.store("c")
                .submit(new Command.PublishRelease(Deeds.content("support", "since"), true), Deeds.ANN)
                .toCompletableFuture();
        while (!write.isDone()) {
            net.tick();
        }
        assertThat(write.join()).isInstanceOf(Verdict.Accepted.class);

        net.start("a");
        net.tick();
        awaitOneDigest();
        assertThat(net.store("a").state().route("support").current())
                .as("what was acknowledged last")
                .contains(Deeds.content("support", "since").id());
        assertThat(net.store("a").state().route("support").releases()).hasSize(2);
    }

    private Message.Records proposal(String node, String route) {
        Command command = new Command.PublishRelease(Deeds.content(route, "of " + node), true);
        return Message.Records.of(
                List.of(net.store(node).make(new ControlRecord.Entry.Said(command), Deeds.ANN, List.of())));
    }

    private void awaitOneDigest() {
        await("all have the same digest", () -> net.digests().size() == 1);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
