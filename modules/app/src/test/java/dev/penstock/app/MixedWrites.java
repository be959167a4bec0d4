package dev.penstock.app;

import dev.penstock.testkit.cluster.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Writes of all kinds by several operators at once, each to any node, with routes and kills of his own: so the answers
 * that he got say what must be.
 */
final class MixedWrites {
    private static final int OPERATORS = 4;

    private final List<Member> nodes;
    private final String prefix;
    private final int disks;
    private final long seed;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final List<RouteHistory> routes = new CopyOnWriteArrayList<>();
    private final List<KillHistory> kills = new CopyOnWriteArrayList<>();

    /**
     * @param prefix keeps what they write apart from that of others
     * @param disks what is on fewer does not count as done
     */
    MixedWrites(List<Member> nodes, String prefix, int disks, long seed) {
        this.nodes = nodes;
        this.prefix = prefix;
        this.disks = disks;
        this.seed = seed;
    }

    /** Begins so many; the future is done when they are. */
    CompletableFuture<Void> begin(int count) {
        left.set(count);
        return CompletableFuture.allOf(IntStream.range(0, OPERATORS)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> operate(prefix + i + "-" + made.get(), new SplittableRandom(seed + i)),
                        task -> Thread.ofPlatform().daemon().start(task)))
                .toArray(CompletableFuture[]::new));
    }

    /** Makes so many. */
    void make(int count) {
        begin(count).orTimeout(10, TimeUnit.MINUTES).join();
    }

    /** How many were answered, or not, so far. */
    int made() {
        return made.get();
    }

    private void operate(String operator, SplittableRandom chance) {
        RouteHistory route = new RouteHistory(operator, disks);
        routes.add(route);
        List<KillHistory> ours = new ArrayList<>();
        while (left.getAndDecrement() > 0) {
            String reason = operator + "-" + made.incrementAndGet();
            Member node = nodes.get(chance.nextInt(nodes.size()));
            if (chance.nextInt(3) == 0) {
                tally(killOrLift(node, reason, ours, chance));
                continue;
            }
            tally(route.write(node, reason, chance));
            if (route.isUnclear()) {
                route = new RouteHistory(reason, disks);
                routes.add(route);
            }
        }
    }

    private Outcome killOrLift(Member node, String reason, List<KillHistory> ours, SplittableRandom chance) {
        Optional<KillHistory> killed =
                ours.stream().filter(KillHistory::isKilled).findFirst();
        if (killed.isPresent() && chance.nextBoolean()) {
            return killed.get().lift(node, reason);
        }
        KillHistory kill = new KillHistory(reason, disks);
        ours.add(kill);
        kills.add(kill);
        return kill.kill(node, reason);
    }

    private synchronized void tally(Outcome outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** How many had such an outcome. */
    synchronized int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** Looks at nodes whether all that was acknowledged is there, and nothing that was refused. */
    void assertStandOn(List<Member> looked) {
        for (Member node : looked) {
            routes.forEach(route -> route.assertStandsOn(node));
            kills.forEach(kill -> kill.assertStandsOn(node));
        }
    }

    @Override
    public synchronized String toString() {
        return "seed " + seed + ": " + outcomes + ", " + routes.size() + " routes, " + kills.size() + " kills";
    }
}
