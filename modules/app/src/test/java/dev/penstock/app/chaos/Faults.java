package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Fault.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was done to the nodes, and when. While something is being done, it counts as done and as not done, whichever
 * says less.
 */
final class Faults {
    private final List<String> nodes;
    private final List<Struck> all;
    private final List<World> worlds = new ArrayList<>();

    /** @param begunUs of a lost disk: when all others were last seen to have what it had */
    record Struck(Fault fault, long begunUs, long endedUs) {}

    /** How things are for a while. */
    private record World(Set<Link> cut, Set<String> away, long fromUs, long untilUs) {
        boolean hears(String node, String other) {
            return !cut.contains(new Link(other, node));
        }
    }

    /** @param all in their order */
    Faults(List<String> nodes, List<Struck> all) {
        this.nodes = List.copyOf(nodes);
        this.all = List.copyOf(all);
        Set<Link> cut = Set.of();
        Set<String> away = new HashSet<>();
        long from = Long.MIN_VALUE;
        for (Struck struck : all) {
            worlds.add(new World(cut, Set.copyOf(away), from, struck.endedUs()));
            from = struck.begunUs();
            switch (struck.fault()) {
                case Fault.Cut(Set<Link> links) -> cut = links;
                case Fault.Heal _ -> cut = Set.of();
                case Fault.Freeze(String node) -> away.add(node);
                case Fault.Kill(String node) -> away.add(node);
                case Fault.LoseDisk(String node) -> away.add(node);
                case Fault.Thaw(String node) -> away.remove(node);
                case Fault.Start(String node) -> away.remove(node);
                case Fault.Jump _ -> {}
            }
        }
        worlds.add(new World(cut, Set.copyOf(away), from, Long.MAX_VALUE));
    }

    List<Struck> all() {
        return all;
    }

    /** Whether two nodes could hear each other all the time. */
    boolean together(String one, String other, long fromUs, long untilUs) {
        return always(
                fromUs,
                untilUs,
                world -> world.hears(one, other)
                        && world.hears(other, one)
                        && !world.away().contains(one)
                        && !world.away().contains(other));
    }

    /** Whether what a node says could at no time reach so many nodes, itself among them, not even over others. */
    boolean isAlone(String node, int majority, long fromUs, long untilUs) {
        return always(fromUs, untilUs, world -> reached(node, world).size() < majority);
    }

    private Set<String> reached(String node, World world) {
        Set<String> reached = new HashSet<>(Set.of(node));
        Deque<String> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            String from = next.remove();
            for (String to : nodes) {
                boolean linked = world.hears(to, from) || world.hears(from, to);
                if (linked && !world.away().contains(to) && reached.add(to)) {
                    next.add(to);
                }
            }
        }
        return reached;
    }

    private boolean always(long fromUs, long untilUs, Predicate<World> so) {
        return worlds.stream()
                .filter(world -> world.fromUs() <= untilUs && world.untilUs() >= fromUs)
                .allMatch(so);
    }

    /** Whether the process of a node was killed, with its disk or without. */
    boolean died(String node, long fromUs, long untilUs) {
        return struck(fromUs, untilUs, fault -> fault.equals(new Fault.Kill(node))) || lost(node, fromUs, untilUs);
    }

    /** Whether a node has lost its disk. */
    boolean lost(String node, long fromUs, long untilUs) {
        return struck(fromUs, untilUs, fault -> fault.equals(new Fault.LoseDisk(node)));
    }

    private boolean struck(long fromUs, long untilUs, Predicate<Fault> which) {
        return all.stream()
                .anyMatch(struck ->
                        which.test(struck.fault()) && struck.begunUs() <= untilUs && struck.endedUs() >= fromUs);
    }

    /** How many disks were lost that may have had a write, and had it perhaps before others. */
    long disksLostWith(Write write) {
        return all.stream()
                .filter(struck -> struck.fault() instanceof Fault.LoseDisk
                        && struck.endedUs() >= write.begunUs()
                        && struck.begunUs() <= write.endedUs())
                .count();
    }
}
