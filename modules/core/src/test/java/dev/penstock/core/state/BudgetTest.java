package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.BudgetState.Block;
import dev.penstock.core.state.BudgetState.NodeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final Written written = new Written();

    @Test
    void whatIsGrantedIsNotThereForOthersUntilItIsReturned() {
        written.resuming(hourly(100));
        String grant = written.resuming(grant(NINE, "a", 60));
        assertThat(objection(grant(NINE, "b", 41)))
                .hasValueSatisfying(objection -> assertThat(objection.message())
                        .isEqualTo("41 units of budget 'team' are not there: expected at most 40, which is what is left"
                                + " of 100 in the period from 2026-03-01T09:00:00Z."));
        written.resuming(grant(NINE, "b", 40));
        assertThat(budget().left(NINE)).isZero();

        written.resuming(giveBack(grant, "a", 25));

        BudgetState.Use use = budget().use(NINE);
        assertThat(budget().left(NINE)).isEqualTo(25);
        assertThat(use.nodes()).isEqualTo(Map.of("a", new NodeUse(60, 25), "b", new NodeUse(40, 0)));
        assertThat(use.granted()).isEqualTo(100);
        assertThat(use.returned()).isEqualTo(25);
        assertThat(use.blocks()).containsValue(new Block("b", "jb", 40)).hasSize(1);
    }

    @Test
    void eachPeriodHasTheWholeBudget() {
        written.resuming(hourly(100));
        written.resuming(grant(NINE, "a", 100));

        assertThat(objection(grant(NINE, "a", 1))).isPresent();
        assertThat(objection(grant(TEN, "a", 100))).isEmpty();
    }

    @Test
    void aLowerLimitLeavesWhatIsGrantedAndGrantsNoMore() {
        written.resuming(hourly(100));
        String grant = written.resuming(grant(NINE, "a", 60));
        written.resuming(hourly(50));

        assertThat(budget().left(NINE)).isZero();
        assertThat(budget().use(NINE).blocks()).containsKey(grant);
        assertThat(objection(grant(NINE, "a", 1))).isPresent();

        written.resuming(giveBack(grant, "a", 30));
        assertThat(budget().left(NINE)).isEqualTo(20);
    }

    @Test
    void onlyItsHolderReturnsABlockAndOnlyOnceAndNotMoreThanItIs() {
        written.resuming(hourly(100));
        String grant = written.resuming(grant(NINE, "a", 60));

        assertThat(objection(giveBack(grant, "b", 60))).isPresent();
        assertThat(objection(new Command.ReturnBlock("team", grant, "a", "another", 60)))
                .as("a disk that was lost does not know what was spent")
                .isPresent();
        assertThat(objection(giveBack(grant, "a", 61))).isPresent();
        assertThat(objection(giveBack(grant, "a", 60))).isEmpty();
        written.resuming(giveBack(grant, "a", 60));
        assertThat(objection(giveBack(grant, "a", 60))).isPresent();
        assertThat(objection(giveBack("nothing", "a", 1))).isPresent();
    }

    @Test
    void aGrantThatDoesNotFitGivesNothingEvenIfItWasCommitted() {
        written.resuming(hourly(100));
        written.resuming(grant(NINE, "a", 60));
        ControlState before = written.state();
        String second = written.resuming(grant(NINE, "b", 60));
        written.resuming(giveBack(second, "b", 60));
        written.resuming(new Command.GrantBlock("nothing", NINE, "a", "ja", 1));

        assertThat(written.state().budgets()).isEqualTo(before.budgets());
    }

    @Test
    void ofTwoGrantsForOneLinkTheLargerCountsForItMayBeSpent() {
        String set = written.resuming(hourly(100));
        written.resuming(grant(NINE, "a", 10));
        written.backTo(set);
        String larger = written.resuming(grant(NINE, "b", 20));

        assertThat(budget().use(NINE).blocks()).containsOnlyKeys(larger);
        assertThat(written.state().conflicts()).hasSize(1);
    }

    @Test
    void thePeriodOfABudgetStaysAndItsStartIsAskedFor() {
        written.resuming(hourly(100));

        assertThat(objection(new Command.SetBudget("team", 100, BudgetPeriod.DAY)))
                .hasValueSatisfying(objection -> assertThat(objection.field()).isEqualTo("period"));
        assertThat(objection(hourly(100)))
                .hasValueSatisfying(objection -> assertThat(objection.field()).isEqualTo("units"));
        assertThat(objection(hourly(0))).isEmpty();
        assertThat(objection(grant(NINE.plusSeconds(1), "a", 1)))
                .hasValueSatisfying(objection -> assertThat(objection.field()).isEqualTo("period_start"));
    }

    @Test
    void theLatestPeriodsAreKeptAndWhatWasDroppedIsClosedForGood() {
        written.resuming(hourly(100));
        String first = written.resuming(grant(NINE, "a", 1));
        for (int hour = 1; hour < BudgetState.PERIODS; hour++) {
            written.resuming(grant(NINE.plus(Duration.ofHours(hour)), "a", 1));
        }
        assertThat(budget().use(NINE).granted()).isEqualTo(1);

        written.resuming(grant(NINE.plus(Duration.ofHours(BudgetState.PERIODS)), "a", 1));

        assertThat(budget().uses()).hasSize(BudgetState.PERIODS).doesNotContainKey(NINE);
        assertThat(budget().left(NINE)).isZero();
        assertThat(objection(grant(NINE, "a", 1))).isPresent();
        assertThat(objection(giveBack(first, "a", 1))).isPresent();
    }

    @Test
    void badValuesAreRefusedByTheirNames() {
        assertThatThrownBy(() -> new Command.SetBudget("a b", -1, BudgetPeriod.NONE))
                .isInstanceOf(BadConfig.class)
                .hasMessageContainingAll("budget", "units");
        assertThatThrownBy(() -> grant(NINE, "a", 0)).isInstanceOf(BadConfig.class);
        assertThatThrownBy(() -> giveBack("g", "a", -1)).isInstanceOf(BadConfig.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,  2026-12-31T23:59:59Z, 1970-01-01T00:00:00Z, +1000000000-12-31T23:59:59.999999999Z",
        "HOUR,  2026-12-31T23:59:59Z, 2026-12-31T23:00:00Z, 2027-01-01T00:00:00Z",
        "DAY,   2026-12-31T23:59:59Z, 2026-12-31T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTH, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
    })
    void periodsAreThoseOfTheCalendarInUtc(BudgetPeriod period, Instant time, Instant start, Instant end) {
        assertThat(period.start(time)).isEqualTo(start);
        assertThat(period.start(start)).isEqualTo(start);
        assertThat(period.end(start)).isEqualTo(end);
        assertThat(BudgetPeriod.of(period.word())).contains(period);
    }

    @Property(tries = 200)
    void whatIsOutstandingNeverExceedsTheHighestLimitWhateverIsAskedInWhateverOrder(@ForAll long seed) {
        Written chain = new Written();
        Random random = new Random(seed);
        List<String> grants = new ArrayList<>();
        long highest = 0;
        for (int i = 0; i < 60; i++) {
            String node = List.of("a", "b").get(random.nextInt(2));
            switch (random.nextInt(6)) {
                case 0 -> {
                    long limit = random.nextInt(100);
                    highest = Math.max(highest, limit);
                    chain.resuming(hourly(limit));
                }
                case 1, 2, 3 ->
                    grants.add(chain.resuming(grant(random.nextBoolean() ? NINE : TEN, node, 1 + random.nextInt(40))));
                default -> {
                    if (!grants.isEmpty()) {
                        chain.resuming(giveBack(grants.get(random.nextInt(grants.size())), node, random.nextInt(40)));
                    }
                }
            }
            BudgetState budget = chain.state().budgets().get("team");
            if (budget != null) {
                assertThat(budget.use(NINE).outstanding()).isBetween(0L, highest);
                assertThat(budget.use(TEN).outstanding()).isBetween(0L, highest);
            }
        }
        List<ControlRecord> shuffled = new ArrayList<>(chain.records());
        Collections.shuffle(shuffled, random);
        assertThat(Fold.of(shuffled)).isEqualTo(chain.state());
    }

    private static Command.SetBudget hourly(long units) {
        return new Command.SetBudget("team", units, BudgetPeriod.HOUR);
    }

    private static Command.GrantBlock grant(Instant start, String node, long units) {
        return new Command.GrantBlock("team", start, node, "j" + node, units);
    }

    private static Command.ReturnBlock giveBack(String grant, String node, long unspent) {
        return new Command.ReturnBlock("team", grant, node, "j" + node, unspent);
    }

    private Optional<Objection> objection(Command.Resuming command) {
        return WriteRules.objection(command, new ControlRecord.Author("ann", "why"), written.state(), Instant.EPOCH);
    }

    private BudgetState budget() {
        return Optional.ofNullable(written.state().budgets().get("team")).orElseThrow();
    }
}
