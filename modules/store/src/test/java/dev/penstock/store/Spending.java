package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Callers on all nodes of a world that want more than there is, and what they were given: over all lives of all nodes,
 * what is spent and held of a budget in a period never exceeds its limit, nor what the nodes were granted and have not
 * returned. What a node held when it died is spent.
 */
final class Spending {
    /** Of each budget, at first. */
    static final long LIMIT = 10_000;

    private static final Author ANN = new Author("ann", "spending");
    private static final Map<String, BudgetPeriod> BUDGETS =
            new TreeMap<>(Map.of("ever", BudgetPeriod.NONE, "hourly", BudgetPeriod.HOUR));
    /** The highest limit is so much above the first one; lower ones may be anything. */
    private static final long MOST = LIMIT + 2_000;

    private final World world;
    private final Random random;
    private final Consumer<String> story;
    private final List<Open> open = new ArrayList<>();
    /** Spent and held, by budget and period. */
    private final Map<Of, Long> used = new HashMap<>();
    /** The same, by node. */
    private final Map<Of, Map<String, Long>> usedBy = new HashMap<>();

    /** The highest limit that anybody asked for. */
    private final Map<String, Long> limits = new HashMap<>();

    private record Of(String budget, Instant start) {}

    private record Open(World.Node node, int life, Of of, Escrow.Hold hold) {}

    Spending(World world, Random random, Consumer<String> story) {
        this.world = world;
        this.random = random;
        this.story = story;
    }

    /** Makes the budgets. */
    void begin() {
        BUDGETS.forEach((budget, _) -> set(world.nodes().getFirst(), budget, LIMIT));
    }

    /** Some reservations and settlements on each node, now and then another limit. */
    void step() {
        for (World.Node node : world.nodes()) {
            ControlStore store = node.store();
            if (store != null && !node.isFrozen()) {
                reserve(node, store);
                settle(node, store);
                if (random.nextInt(300) == 0) {
                    story.accept("clock of " + node.name() + " jumps an hour");
                    node.jumpClock(Duration.ofHours(random.nextBoolean() ? 1 : -1));
                }
                if (random.nextInt(400) == 0) {
                    set(node, List.copyOf(BUDGETS.keySet()).get(random.nextInt(BUDGETS.size())), random.nextLong(MOST));
                }
            }
        }
    }

    private void set(World.Node node, String budget, long limit) {
        ControlStore store = node.store();
        if (store != null) {
            limits.merge(budget, limit, Math::max);
            story.accept(node.name() + ": limit of " + budget + " " + limit);
            store.submit(new Command.SetBudget(budget, limit, period(budget)), ANN);
        }
    }

    private static BudgetPeriod period(String budget) {
        return BUDGETS.getOrDefault(budget, BudgetPeriod.NONE);
    }

    private void reserve(World.Node node, ControlStore store) {
        for (String budget : BUDGETS.keySet()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                if (store.escrow().reserve(budget, 1 + random.nextInt(300)) instanceof Escrow.Held(var hold)) {
                    Of of = new Of(budget, period(budget).start(node.time()));
                    open.add(new Open(node, node.life(), of, hold));
                    use(of, node, hold.units());
                    assertThat(used.get(of))
                            .as("spent and held of %s, the last %d by %s", of, hold.units(), node.name())
                            .isLessThanOrEqualTo(limits.getOrDefault(budget, 0L));
                }
            }
        }
    }

    private void settle(World.Node node, ControlStore store) {
        for (Open held : List.copyOf(open)) {
            if (held.node.life() != held.life) {
                open.remove(held);
            } else if (held.node.equals(node) && random.nextInt(4) == 0) {
                long spent = random.nextLong(held.hold.units() + 1);
                store.escrow().settle(held.hold, spent);
                use(held.of, node, spent - held.hold.units());
                open.remove(held);
            }
        }
    }

    private void use(Of of, World.Node node, long units) {
        used.merge(of, units, Long::sum);
        usedBy.computeIfAbsent(of, _ -> new HashMap<>()).merge(node.name(), units, Long::sum);
    }

    /** No node has spent more than was its own, in any of its lives. */
    void checkEnd(ControlState state) {
        usedBy.forEach((of, nodes) -> nodes.forEach((node, units) -> {
            BudgetState.NodeUse use = Objects.requireNonNull(state.budgets().get(of.budget))
                    .use(of.start)
                    .nodes()
                    .getOrDefault(node, new BudgetState.NodeUse(0, 0));
            assertThat(units)
                    .as("spent and held of %s by %s, which was granted %s", of, node, use)
                    .isLessThanOrEqualTo(use.granted() - use.returned());
        }));
    }

    /** Stops a node in good order: its process ends when it has given back what it can. */
    void stop(World.Node node) {
        ControlStore store = node.store();
        if (store != null && !node.isFrozen()) {
            story.accept("stop " + node.name());
            int life = node.life();
            store.escrow().drain().thenRun(() -> {
                if (node.life() == life) {
                    story.accept("stopped " + node.name());
                    node.kill();
                }
            });
        }
    }

    /** Units that were spent or are held, of all budgets and periods. */
    long spent() {
        return used.values().stream().mapToLong(Long::longValue).sum();
    }
}
