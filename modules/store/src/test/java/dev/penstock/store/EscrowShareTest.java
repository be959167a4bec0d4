package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of a budget callers get who want more than all of it, on three nodes, where reservations are of up to a
 * thousandth of it and settled at half on average.
 */
class EscrowShareTest {
    private static final long LIMIT = 1_000_000;
    private static final List<String> NODES = List.of("a", "b", "c");
    /** Reservations in a tenth of a second, over all nodes. */
    private static final int CALLS = 36;

    private static final int SEEDS = Integer.getInteger("penstock.seeds", 20);

    enum Fault {
        NONE,
        /** One of the nodes dies on the way and does not come back. */
        LOST,
        /** One of the nodes dies on the way and comes back seconds later. */
        CRASH,
        /** One of the nodes stops in good order on the way and does not come back. */
        STOP,
        /** Callers come to one of the nodes only. */
        LOPSIDED
    }

    @ParameterizedTest
    @CsvSource({"NONE, 99", "LOST, 88", "CRASH, 96", "STOP, 98", "LOPSIDED, 80"})
    void mostOfABudgetCanBeSpent(Fault fault, int leastPercent) {
        double[] percents = LongStream.range(1, SEEDS + 1)
                .mapToDouble(seed -> 100.0 * spent(seed, fault) / LIMIT)
                .sorted()
                .toArray();

        System.out.printf(
                "usable share, %s: median %.1f %%, least %.1f %% of %d runs%n",
                fault, percents[percents.length / 2], percents[0], percents.length);
        assertThat(percents[0]).isBetween((double) leastPercent, 100.0);
    }

    private static long spent(long seed, Fault fault) {
        World world = new World(seed, NODES);
        Random random = new Random(seed);
        world.run(Duration.ofSeconds(8));
        store(world, "a").submit(new Command.SetBudget("team", LIMIT, BudgetPeriod.NONE), Deeds.ANN);
        world.run(Duration.ofSeconds(2));
        int when = random.nextInt(10, 100);
        long spent = 0;
        for (int step = 0; step < 300; step++) {
            if (step == when) {
                begin(world.node("b"), fault);
            } else if (step == when + 50 && fault == Fault.CRASH) {
                world.node("b").start();
            }
            for (int call = 0; call < CALLS; call++) {
                String name = fault == Fault.LOPSIDED ? "a" : NODES.get(call % NODES.size());
                ControlStore store = world.node(name).store();
                if (store != null) {
                    spent += spend(store.escrow(), random);
                }
            }
            world.run(Duration.ofMillis(100));
        }
        return spent;
    }

    private static void begin(World.Node node, Fault fault) {
        switch (fault) {
            case NONE, LOPSIDED -> {
                // Nothing happens.
            }
            case LOST, CRASH -> node.kill();
            case STOP -> Objects.requireNonNull(node.store()).escrow().drain().thenRun(node::kill);
        }
    }

    private static long spend(EscrowBlocks escrow, Random random) {
        if (escrow.reserve("team", random.nextLong(1, LIMIT / 1_000)) instanceof Escrow.Held(var hold)) {
            long part = random.nextLong(hold.units() + 1);
            escrow.settle(hold, part);
            return part;
        }
        return 0;
    }

    private static ControlStore store(World world, String name) {
        return Objects.requireNonNull(world.node(name).store());
    }
}
