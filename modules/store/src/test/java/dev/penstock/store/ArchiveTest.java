package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that hold few records, and the others in short. */
class ArchiveTest {
    private static final int MOST = 20;
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private World world = new World(1, List.of("a", "b", "c"), MOST);

    @BeforeEach
    void settle() {
        world = new World(1, List.of("a", "b", "c"), MOST);
        world.run(SETTLING);
    }

    @Test
    void aNodeHoldsFewRecordsAndKnowsWhatAllHaveComeTo() {
        long before = store("a").state().links();
        List<String> kills = killAndLift(50);
        Verdict.Accepted standing = accepted("a", Deeds.kill("support"), Deeds.ANN);

        assertThat(store("a").standing().records()).isGreaterThan(150);
        assertThat(store("a").ledger().list()).hasSizeLessThanOrEqualTo(MOST);
        assertThat(store("a").state().kills())
                .containsOnlyKeys(standing.record().id());
        assertThat(store("a").state().links()).isEqualTo(before + 50);
        assertThat(store("a").writeState(kills.getFirst())).isEqualTo(WriteState.EFFECTIVE);
        assertThat(store("a").writeState("00".repeat(32))).isEqualTo(WriteState.UNKNOWN);
        assertAllAreAlike();
    }

    @Test
    void aStartReadsTheArchiveAndWhatCameAfterIt() {
        killAndLift(50);
        Verdict.Accepted standing = accepted("b", Deeds.kill("support"), Deeds.ANN);
        long records = store("a").standing().records();
        String digest = store("a").standing().digest();
        world.node("a").kill();
        world.node("a").start();

        assertThat(store("a").ledger().list()).hasSizeLessThanOrEqualTo(MOST);
        assertThat(store("a").standing().records()).isEqualTo(records);
        assertThat(store("a").standing().digest()).isEqualTo(digest);
        assertThat(store("a").state().kills())
                .containsOnlyKeys(standing.record().id());
        world.run(SETTLING);
        assertAllAreAlike();
        accepted("a", new Command.Lift(List.of(standing.record().id())), Deeds.ANN);
        assertAllAreAlike();
    }

    @Test
    void aNoteOfAnotherPastIsNotFollowed() {
        killAndLift(50);
        world.run(SETTLING);
        VirtualDisk disk = world.node("a").disk();
        byte[] note = Objects.requireNonNull(disk.notes().get(ArchiveNote.KEY));
        assertThat(ArchiveNote.in(disk)).isPresent();

        String hash = new String(note, UTF_8).replaceFirst("\"hash\":\"....", "\"hash\":\"0000");
        disk.note(ArchiveNote.KEY, hash.getBytes(UTF_8));
        world.run(Duration.ofSeconds(1));
        world.node("a").kill();
        world.node("a").start();

        assertThat(store("a").ledger().list()).as("all were read").hasSizeGreaterThan(150);
        world.run(SETTLING);
        assertThat(store("a").ledger().list()).hasSizeLessThanOrEqualTo(MOST);
        assertAllAreAlike();
    }

    @Test
    void theAuditHasAllRecords() {
        List<String> kills = killAndLift(50);

        Audit newest = audit(AuditQuery.newest(30)).orElseThrow();
        assertThat(newest.items()).hasSize(30).extracting(Audit.Item::standing).containsOnly(Audit.Standing.EFFECTIVE);
        assertThat(newest.items().getFirst().record().lamport())
                .isGreaterThan(newest.items().getLast().record().lamport());
        assertThat(newest.verified()).isTrue();

        Audit others = audit(new AuditQuery(_ -> true, newest.next(), 1_000)).orElseThrow();
        assertThat(others.next()).isNull();
        assertThat(Stream.of(newest, others).flatMap(audit -> audit.items().stream()))
                .extracting(item -> item.record().id())
                .doesNotHaveDuplicates()
                .containsAll(kills);
        assertThat(audit(new AuditQuery(_ -> true, "00".repeat(32), 1))).isEmpty();
    }

    private Optional<Audit> audit(AuditQuery query) {
        CompletableFuture<Optional<Audit>> audit = store("a").audit(query).toCompletableFuture();
        world.run(Duration.ofMillis(1));
        return audit.join();
    }

    @Test
    void aNewDiskGetsWhatOthersHaveArchived() {
        killAndLift(50);
        world.node("c").loseDisk();
        world.node("c").start();
        world.run(SETTLING);

        assertAllAreAlike();
        assertThat(world.node("c").disk().records())
                .hasSameSizeAs(world.node("a").disk().records());
    }

    @Test
    void whoMissedWhatOthersHaveArchivedMayWriteAtOnce() {
        cutOffC();
        killAndLift(50);
        world.heal();

        accepted("c", new Command.PublishRelease(Deeds.content("faq", "m"), true), Deeds.ANN);
        assertAllAreAlike();
    }

    @Test
    void aWriteThatIsRepeatedIsKnownByItsKeyForADay() {
        Author once = new Author("ann", "why", "token", new Request("key", "fingerprint"));
        Verdict.Accepted kill = accepted("a", Deeds.kill("support"), once);
        accepted("b", new Command.Lift(List.of(kill.record().id())), Deeds.ANN);
        killAndLift(50);
        assertThat(store("a").written("key")).hasValue(kill.record());

        world.node("a").jumpClock(Duration.ofDays(2));
        killAndLift(50);
        assertThat(store("a").written("key")).isEmpty();
        assertThat(store("b").written("key")).isPresent();
        assertThat(store("a").writeState(kill.record().id())).isEqualTo(WriteState.EFFECTIVE);
    }

    @Test
    void aWriteThatNeedsAMajorityAndIsRepeatedIsKnownWhereItIsArchived() {
        Author once = new Author("ann", "why", "token", new Request("key", "fingerprint"));
        Command publish = new Command.PublishRelease(Deeds.content("faq", "m"), true);
        Verdict.Accepted published = accepted("a", publish, once);
        killAndLift(50);

        assertThat(accepted("b", publish, once).record()).isEqualTo(published.record());
    }

    @Test
    void aDecisionOfLongAgoThatTurnsUpIsAConflictLikeAnyOther() {
        killAndLift(50);
        StoredRecord rival = store("a")
                .make(
                        new Entry.Said(new Command.PublishRelease(Deeds.content("faq", "m"), true)),
                        Deeds.ANN,
                        List.of());
        Entry commit = new Entry.Commit(rival.id(), List.of(new Vote("a", "j", "")));
        store("a").receive(Message.Records.of(List.of(rival, store("a").make(commit, Deeds.ANN, List.of(rival.id())))));
        world.run(SETTLING);

        assertThat(Fold.slot(rival.record())).isEqualTo(Fold.START);
        assertThat(store("a").state().conflicts()).hasSize(1);
        assertAllAreAlike();
    }

    private List<String> killAndLift(int times) {
        List<String> kills = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String kill =
                    accepted("a", Deeds.kill("route-" + i), Deeds.ANN).record().id();
            kills.add(kill);
            accepted("a", new Command.Lift(List.of(kill)), Deeds.ANN);
        }
        return kills;
    }

    private void assertAllAreAlike() {
        for (String node : List.of("b", "c")) {
            assertThat(store(node).standing().digest())
                    .as(node)
                    .isEqualTo(store("a").standing().digest());
            assertThat(store(node).state()).as(node).isEqualTo(store("a").state());
        }
    }

    private void cutOffC() {
        for (String other : List.of("a", "b")) {
            world.cut("c", other);
            world.cut(other, "c");
        }
    }

    private ControlStore store(String node) {
        return Objects.requireNonNull(world.node(node).store());
    }

    private Verdict.Accepted accepted(String node, Command command, Author author) {
        CompletableFuture<Verdict> verdict = store(node).submit(command, author).toCompletableFuture();
        world.run(Duration.ofSeconds(4));
        assertThat(verdict).isCompleted();
        assertThat(verdict.join()).isInstanceOf(Verdict.Accepted.class);
        return (Verdict.Accepted) verdict.join();
    }
}
