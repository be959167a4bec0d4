package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RouteState.Published;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Voter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Half a minute of faults and writes, made up of a seed, and what must hold all the time and at its end. */
final class Schedule {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int STEPS = 300;
    /** No node that was told to stop runs longer. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(6);

    private final World world;
    private final Random random;
    private final List<Write> writes = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    /** The chain as any node has ever had it. */
    private final List<String> chain = new ArrayList<>();
    /** Records that were read once, by their ids. */
    private final Map<String, StoredRecord> read = new HashMap<>();

    private final Map<String, Integer> places = new HashMap<>();
    /** The last link that a node had in a life when it was looked at: it tells all before it. */
    private final Map<String, String> heads = new HashMap<>();

    private final int minority;
    private final Spending spending;
    /** Voters whose disk was lost since all had the same records. */
    private final Set<String> lostDisks = new HashSet<>();

    /** What was asked for, and what was said; nothing, if the node died before. */
    private static final class Write {
        private final String reason;
        private final Command command;
        private @Nullable Verdict verdict;

        private Write(String reason, Command command) {
            this.reason = reason;
            this.command = command;
        }

        @Override
        public String toString() {
            return reason + " " + command.getClass().getSimpleName() + " -> "
                    + (verdict == null ? "no answer" : verdict.getClass().getSimpleName());
        }
    }

    Schedule(long seed, List<String> voters) {
        // Most nodes archive often, some never.
        this.world = new World(seed, voters, seed % 3 == 0 ? Integer.MAX_VALUE : 5 + (int) (seed % 40));
        this.random = new Random(seed ^ 0x5DEECE66DL);
        this.minority = (voters.size() - 1) / 2;
        this.spending = new Spending(world, new Random(seed ^ 0x2545F491L), this::tell);
    }

    /** Runs it; throws with the whole story if something does not hold. */
    void run() {
        try {
            pass(Duration.ofSeconds(8));
            spending.begin();
            for (int step = 0; step < STEPS; step++) {
                spending.step();
                if (random.nextInt(12) == 0) {
                    fault();
                }
                if (random.nextInt(5) == 0) {
                    write();
                }
                pass(STEP);
            }
            tell("end: all are healed");
            world.heal();
            world.nodes().forEach(World.Node::resume);
            pass(LONGEST_STOP);
            world.nodes().stream().filter(node -> node.store() == null).forEach(World.Node::start);
            pass(Duration.ofSeconds(40));
            checkEnd();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", story) + "\n" + writes, e);
        }
    }

    private void tell(String what) {
        story.add(world.now() / 1_000_000 + " ms: " + what);
    }

    private void fault() {
        World.Node node = any();
        World.Node other = any();
        switch (random.nextInt(10)) {
            case 0 -> {
                tell("cut " + node.name() + " off");
                world.nodes().forEach(one -> {
                    world.cut(node.name(), one.name());
                    world.cut(one.name(), node.name());
                });
            }
            case 1 -> {
                tell("cut from " + node.name() + " to " + other.name());
                world.cut(node.name(), other.name());
            }
            case 2, 3 -> {
                tell("heal");
                world.heal();
            }
            case 4 -> {
                tell("freeze " + node.name());
                node.freeze();
            }
            case 5 -> {
                tell("resume all");
                world.nodes().forEach(World.Node::resume);
            }
            case 6 -> {
                tell("kill " + node.name());
                node.kill();
            }
            case 7 -> {
                tell("start all");
                world.nodes().stream().filter(one -> one.store() == null).forEach(World.Node::start);
            }
            case 8 -> spending.stop(node);
            default -> {
                if (random.nextBoolean()) {
                    tell("clock of " + node.name() + " jumps");
                    node.jumpClock(Duration.ofMinutes(random.nextInt(-60, 60)));
                } else {
                    loseDisk(node);
                }
            }
        }
    }

    /** No more disks than a write is safe against: the next one only once all others have everything again. */
    private void loseDisk(World.Node node) {
        if (isWhole()) {
            lostDisks.clear();
        }
        if (lostDisks.size() < minority && lostDisks.add(node.name())) {
            tell("lose the disk of " + node.name());
            node.loseDisk();
        }
    }

    /** Whether all run, have the same records on their disks, and vote with the disks that they have. */
    private boolean isWhole() {
        Set<Object> digests = new HashSet<>();
        for (World.Node node : world.nodes()) {
            ControlStore store = node.store();
            if (store == null
                    || node.isFrozen()
                    || store.voters().stream()
                            .noneMatch(voter -> voter.equals(
                                    new Voter(node.name(), node.disk().identity())))) {
                return false;
            }
            digests.add(store.standing().digest());
            digests.add(Set.copyOf(new Message.Records(node.disk().records())
                    .read().stream().map(StoredRecord::id).toList()));
        }
        return digests.size() == 2;
    }

    private World.Node any() {
        return world.nodes().get(random.nextInt(world.nodes().size()));
    }

    private void write() {
        World.Node node = any();
        ControlStore store = node.store();
        if (store != null) {
            Write write = new Write("w" + writes.size(), command(store.state()));
            writes.add(write);
            tell(node.name() + ": " + write.reason + " "
                    + write.command.getClass().getSimpleName());
            store.submit(write.command, new Author("ann", write.reason)).thenAccept(verdict -> {
                write.verdict = verdict;
                tell(node.name() + ": " + write);
            });
        }
    }

    private Command command(ControlState state) {
        List<Published> releases = state.route("r").releases();
        int deed = random.nextInt(7);
        if (deed == 0) {
            return Deeds.kill("k" + writes.size());
        } else if (deed == 1 && !state.kills().isEmpty()) {
            return new Command.Lift(
                    List.of(state.kills().keySet().stream().sorted().findFirst().orElseThrow()));
        } else if (deed == 2 && releases.size() > 1) {
            return new Command.Withdraw(
                    "r", releases.get(random.nextInt(releases.size())).id());
        } else if (deed == 3 && releases.size() > 1) {
            return new Command.SetCanary(
                    "r",
                    releases.get(random.nextInt(releases.size())).id(),
                    new Share(1 + random.nextInt(100_000)),
                    new Sticky.User(),
                    "salt");
        } else if (deed == 4 && !releases.isEmpty()) {
            return new Command.Activate(
                    "r", releases.get(random.nextInt(releases.size())).id(), List.of());
        }
        return new Command.PublishRelease(Deeds.content("r", "m" + writes.size()), random.nextBoolean());
    }

    /** Lets time go on, and looks at all nodes on the way. */
    private void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            world.run(STEP);
            world.nodes().forEach(this::checkNode);
        }
    }

    /** All records of a node, those with them that it holds in short only. */
    private Ledger whole(VirtualDisk disk, Ledger ledger) {
        if (!ledger.hasArchive()) {
            return ledger;
        }
        Ledger whole = new Ledger(Archive.EMPTY);
        disk.stored(read).forEach(whole::add);
        ledger.list().forEach(whole::add);
        return whole;
    }

    /** What a node has of the chain, all have had in that order, and a majority had it on disk before it was so. */
    private void checkNode(World.Node node) {
        ControlStore store = node.store();
        if (store == null) {
            return;
        }
        assertThat(store.state().conflicts()).as("conflicts on %s", node.name()).isEmpty();
        if (store.ledger()
                .head()
                .equals(heads.put(node.name() + node.life(), store.ledger().head()))) {
            return;
        }
        List<StoredRecord> links = whole(node.disk(), store.ledger()).after("").orElseThrow().stream()
                .filter(record -> record.record().entry() instanceof Entry.Said)
                .toList();
        for (int i = 0; i < links.size(); i++) {
            StoredRecord link = links.get(i);
            if (i < chain.size()) {
                assertThat(link.id()).as("link %d on %s", i, node.name()).isEqualTo(chain.get(i));
            } else {
                chain.add(link.id());
                places.put(link.id(), i);
                long disks = world.nodes().stream()
                        .filter(one -> one.disk().holds(link) || lostDisks.contains(one.name()))
                        .count();
                assertThat(disks)
                        .as(
                                "disks with %s when it was first in effect, on %s",
                                link.record().author(), node.name())
                        .isGreaterThan(world.nodes().size() / 2);
            }
        }
    }

    private void checkEnd() {
        List<ControlStore> stores = world.nodes().stream()
                .map(World.Node::store)
                .map(Objects::requireNonNull)
                .toList();
        assertThat(stores)
                .extracting(store -> store.standing().digest())
                .containsOnly(stores.getFirst().standing().digest());
        assertThat(stores)
                .allSatisfy(store ->
                        assertThat(store.state()).isEqualTo(stores.getFirst().state()));
        assertThat(stores)
                .allSatisfy(store -> assertThat(store.cluster().awaited()).isEmpty());
        assertThat(stores)
                .allSatisfy(store -> assertThat(store.cluster().inContact()).isTrue());
        spending.checkEnd(stores.getFirst().state());
        Map<String, List<ControlRecord>> effective = new HashMap<>();
        CompletableFuture<Optional<Audit>> audit = stores.getFirst()
                .audit(AuditQuery.newest(Integer.MAX_VALUE - 1))
                .toCompletableFuture();
        world.run(STEP);
        audit.join().orElseThrow().items().stream()
                .filter(item -> item.standing() == Audit.Standing.EFFECTIVE)
                .map(Audit.Item::record)
                .forEach(record -> effective
                        .computeIfAbsent(record.author().reason(), _ -> new ArrayList<>())
                        .add(record));
        for (Write write : writes) {
            List<ControlRecord> records = effective.getOrDefault(write.reason, List.of());
            switch (write.verdict) {
                case Verdict.Accepted accepted -> {
                    // A stop that was on one disk only is not safe from the loss of that.
                    if (accepted.receipt().journaled() > minority || lostDisks.isEmpty()) {
                        assertThat(records).as("%s", write).containsExactly(accepted.record());
                    }
                }
                case Verdict.Refused _, Verdict.Outdated _, Verdict.NoMajority _ ->
                    assertThat(records).as("%s", write).isEmpty();
                case Verdict.Uncertain _, Verdict.Unknown _ ->
                    assertThat(records).as("%s", write).hasSizeLessThan(2);
                case null -> assertThat(records).as("%s", write).hasSizeLessThan(2);
            }
        }
    }

    /** Units that were spent or are held, of all budgets and periods. */
    long spent() {
        return spending.spent();
    }

    /** How many of the writes were acknowledged: a schedule in which nothing ever works shows nothing. */
    long accepted() {
        return writes.stream()
                .filter(write -> write.verdict instanceof Verdict.Accepted)
                .count();
    }
}
