package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.Escrow;
import dev.penstock.core.Escrow.Why;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets in a world of three nodes. */
class EscrowBlocksTest {
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final long LIMIT = 100_000;

    private World world = new World(1, List.of("a", "b", "c"));

    @BeforeEach
    void settle() {
        world = new World(1, List.of("a", "b", "c"));
        world.run(SETTLING);
        set(LIMIT, BudgetPeriod.NONE);
    }

    @Test
    void allNodesTogetherSpendNearlyAllAndNotOneUnitMore() {
        long spent = 0;
        for (int i = 0; i < 600; i++) {
            for (String node : List.of("a", "b", "c")) {
                spent += spend(node, 150);
            }
            world.run(Duration.ofMillis(100));
        }

        assertThat(spent).isBetween(LIMIT * 98 / 100, LIMIT);
        assertThat(lacks("a", 150)).isEqualTo(Why.SPENT);
    }

    @Test
    void whatIsSettledBelowTheWorstCaseIsThereAgain() {
        long before = spendAll("a");
        assertThat(lacks("a", 1)).isEqualTo(Why.NOT_YET);
        cutOff("a");
        world.run(SETTLING);
        before += spendAll("a");

        Escrow.Hold hold = hold("b", 1_000);
        escrow("b").settle(hold, 400);

        assertThat(before).isPositive();
        assertThatThrownBy(() -> escrow("b").settle(hold, 400))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1000 units was settled before");
        Escrow.Hold other = hold("b", 600);
        assertThatThrownBy(() -> escrow("b").settle(other, 601))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spent is 601, expected 0 to the 600 held");
        assertThatThrownBy(() -> escrow("b").reserve("team", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotThereIsToldWithItsReason() {
        assertThat(escrow("a").reserve("other", 1)).isEqualTo(new Escrow.Lacking(Why.UNKNOWN_BUDGET));
        assertThat(lacks("a", LIMIT + 1)).isEqualTo(Why.SPENT);
        assertThat(lacks("a", LIMIT / 2)).isEqualTo(Why.NOT_YET);
        world.run(Duration.ofSeconds(2));
        assertThat(hold("a", LIMIT / 2).units())
                .as("what a reservation lacked was asked for")
                .isEqualTo(LIMIT / 2);
    }

    @Test
    void afterACrashWhatMayHaveBeenSpentIsSpentAndTheRestIsThere() {
        long granted = granted("a");
        long spent = spend("a", 100) + spend("a", 100);
        world.node("a").kill();
        cutOff("a");
        world.node("a").start();
        world.run(Duration.ofSeconds(1));

        long more = 0;
        for (int i = 0; i < 20; i++) {
            more += spendAll("a");
            world.run(Duration.ofMillis(200));
        }

        assertThat(more).as("it is alone and spends its block").isPositive();
        assertThat(spent + more).isLessThanOrEqualTo(granted);
        assertThat(more).as("most of it").isGreaterThan(granted / 2);
    }

    @Test
    void aBlockIsOnlyForTheDiskThatKnowsWhatWasSpentOfIt() {
        long left = left("b");
        spend("a", 100);
        world.node("a").loseDisk();
        world.node("a").start();
        cutOff("a");
        world.run(Duration.ofSeconds(3));
        assertThat(lacks("a", 1)).isIn(Why.NOT_YET, Why.UNKNOWN_BUDGET);

        world.heal();
        world.run(SETTLING);
        assertThat(spend("a", 1)).as("of a new block").isEqualTo(1);
        assertThat(left("b")).as("the old one counts as spent").isLessThan(left);
    }

    @Test
    void aNodeThatStopsReturnsWhatItDidNotSpend() {
        escrow("a").settle(hold("a", 500), 123);
        Escrow.Hold open = hold("a", 77);

        CompletionStage<Void> drained = escrow("a").drain();
        runUntil(() -> drained.toCompletableFuture().isDone());

        assertThat(lacks("a", 1)).isEqualTo(Why.STOPPING);
        escrow("a").settle(open, 0);
        assertThat(lacks("a", 1)).isEqualTo(Why.STOPPING);
        BudgetState.NodeUse use = Objects.requireNonNull(use("b").nodes().get("a"));
        assertThat(use.granted() - use.returned())
                .as("what was spent, and what was held then")
                .isEqualTo(123 + 77);
        world.run(Duration.ofSeconds(1));
        assertThat(notes("a")).as("of blocks that were returned").isEmpty();
    }

    @Test
    void whatCouldNotBeReturnedIsReturnedByTheNextLifeAndNotSpentBefore() {
        spend("a", 100);
        cutOff("a");
        CompletionStage<Void> drained = escrow("a").drain();
        world.run(Duration.ofSeconds(6));
        assertThat(drained.toCompletableFuture()).as("it waits no longer").isDone();
        world.node("a").kill();
        world.node("a").start();
        world.run(Duration.ofSeconds(3));
        assertThat(spendAll("a")).as("spent of what is being returned").isZero();

        world.heal();
        world.run(SETTLING);
        assertThat(Objects.requireNonNull(use("b").nodes().get("a")).returned()).isPositive();
        assertThat(spend("a", 1)).as("of a new block").isEqualTo(1);
    }

    @Test
    void aReturnThatOthersFinishedIsNotSpentByItsNodeThatDoesNotKnow() {
        escrow("a").drain();
        runUntil(() -> hasAccepted("b") || hasAccepted("c"));
        world.node("a").kill();
        cutOff("a");
        world.node("a").start();
        world.run(Duration.ofSeconds(30));

        assertThat(Objects.requireNonNull(use("b").nodes().get("a")).returned()).isPositive();
        assertThat(use("a").returned()).as("a has not heard").isZero();
        assertThat(spendAll("a")).isZero();
    }

    @Test
    void aBlockIsNeverSpentForAnotherPeriod() {
        set("hourly", LIMIT, BudgetPeriod.HOUR);
        cutOff("a");

        assertThat(escrow("a").reserve("hourly", 1)).isInstanceOf(Escrow.Held.class);
        for (int hours : List.of(1, -2)) {
            world.node("a").jumpClock(Duration.ofHours(hours));
            assertThat(escrow("a").reserve("hourly", 1))
                    .as("at %s", world.node("a").time())
                    .isEqualTo(new Escrow.Lacking(Why.NOT_YET));
            world.run(Duration.ofSeconds(1));
            assertThat(escrow("a").reserve("hourly", 1)).isInstanceOf(Escrow.Lacking.class);
        }
        world.node("a").jumpClock(Duration.ofHours(1));
        assertThat(escrow("a").reserve("hourly", 1)).isInstanceOf(Escrow.Held.class);
    }

    @Test
    void aPeriodsFirstBlockIsThereWhenItBegins() {
        set("hourly", LIMIT, BudgetPeriod.HOUR);
        Duration toTheHour = Duration.between(
                world.node("a").time(),
                BudgetPeriod.HOUR.end(BudgetPeriod.HOUR.start(world.node("a").time())));
        world.nodes().forEach(node -> node.jumpClock(toTheHour.minusSeconds(20)));

        world.run(Duration.ofSeconds(19));
        assertThat(escrow("a").reserve("hourly", 1)).isInstanceOf(Escrow.Held.class);
        world.run(Duration.ofMillis(1_001));

        assertThat(world.node("a").time()).isAfter(Instant.EPOCH.plus(Duration.ofHours(1)));
        assertThat(escrow("a").reserve("hourly", 1)).isInstanceOf(Escrow.Held.class);
    }

    @Test
    void aLowerLimitEndsGrantsAndAHigherOneResumesThem() {
        set(1, BudgetPeriod.NONE);
        long outstanding = use("a").outstanding();
        spendAll("a");
        world.run(SETTLING);
        assertThat(use("a").outstanding()).isEqualTo(outstanding);

        set(LIMIT * 2, BudgetPeriod.NONE);
        assertThat(use("a").outstanding()).isGreaterThan(outstanding);
    }

    private long spend(String node, long units) {
        return escrow(node).reserve("team", units) instanceof Escrow.Held(var hold) ? hold.units() : 0;
    }

    /** Spends all that is ready. */
    private long spendAll(String node) {
        long all = 0;
        for (long units = Long.highestOneBit(LIMIT); units > 0; units /= 2) {
            while (spend(node, units) > 0) {
                all += units;
            }
        }
        return all;
    }

    private Escrow.Hold hold(String node, long units) {
        if (escrow(node).reserve("team", units) instanceof Escrow.Held(var hold)) {
            return hold;
        }
        throw new AssertionError(node + " has no " + units + " units");
    }

    private Why lacks(String node, long units) {
        if (escrow(node).reserve("team", units) instanceof Escrow.Lacking(var why)) {
            return why;
        }
        throw new AssertionError(node + " has " + units + " units");
    }

    private void set(long units, BudgetPeriod period) {
        set("team", units, period);
    }

    private void set(String budget, long units, BudgetPeriod period) {
        store("b").submit(new Command.SetBudget(budget, units, period), Deeds.ANN);
        world.run(SETTLING);
    }

    private long granted(String node) {
        return Objects.requireNonNull(use(node).nodes().get(node)).granted();
    }

    private long left(String node) {
        return budget(node).left(Instant.EPOCH);
    }

    private BudgetState.Use use(String node) {
        return budget(node).use(Instant.EPOCH);
    }

    private BudgetState budget(String node) {
        return Objects.requireNonNull(store(node).state().budgets().get("team"));
    }

    private List<String> notes(String node) {
        return world.node(node).disk().notes().keySet().stream()
                .filter(EscrowNote::isKey)
                .toList();
    }

    private boolean hasAccepted(String node) {
        return world.node(node).disk().notes().entrySet().stream()
                .anyMatch(note -> !EscrowNote.isKey(note.getKey())
                        && Acceptor.Promise.of(note.getValue()).proposal() != null);
    }

    private void runUntil(BooleanSupplier condition) {
        long limit = world.now() + SETTLING.toNanos();
        while (!condition.getAsBoolean()) {
            if (world.now() > limit) {
                throw new AssertionError("not within " + SETTLING);
            }
            world.run(Duration.ofMillis(1));
        }
    }

    private void cutOff(String node) {
        world.nodes().forEach(other -> {
            world.cut(node, other.name());
            world.cut(other.name(), node);
        });
    }

    private EscrowBlocks escrow(String node) {
        return store(node).escrow();
    }

    private ControlStore store(String node) {
        return Objects.requireNonNull(world.node(node).store());
    }
}
