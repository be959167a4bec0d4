package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Fault.Cut;
import dev.penstock.app.chaos.Fault.Freeze;
import dev.penstock.app.chaos.Fault.Heal;
import dev.penstock.app.chaos.Fault.Jump;
import dev.penstock.app.chaos.Fault.Kill;
import dev.penstock.app.chaos.Fault.Link;
import dev.penstock.app.chaos.Fault.LoseDisk;
import dev.penstock.app.chaos.Fault.Start;
import dev.penstock.app.chaos.Fault.Thaw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is done to nodes, and when: a pure function of a seed. It is made of storms, in which the network, processes and
 * clocks are struck independently of each other, and of lost disks between them.
 *
 * @param nodes their names
 * @param steps in the order of their times
 */
record Schedule(long seed, List<String> nodes, List<Step> steps) {
    private static final int LONGEST_CUT_MS = 14_000;
    private static final int LONGEST_FREEZE_MS = 12_000;
    private static final int LONGEST_STOP_MS = 4_000;
    private static final int FARTHEST_JUMP_SECONDS = 3_600;

    Schedule {
        nodes = List.copyOf(nodes);
        steps = List.copyOf(steps);
    }

    /** @param atMs after the begin of the schedule; later where a step before it takes longer */
    record Step(int atMs, Fault fault) {
        @Override
        public String toString() {
            return "%6.2f s  %s".formatted(atMs / 1_000.0, fault);
        }
    }

    /** The first so many letters. */
    static List<String> names(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> String.valueOf((char) ('a' + i)))
                .toList();
    }

    /** Faults for about so long; all have ended at the last step, but for clocks that are wrong. */
    static Schedule of(long seed, int nodes, Duration length) {
        Chance chance = new Chance(new SplittableRandom(seed), names(nodes), (int) length.toMillis());
        return new Schedule(seed, names(nodes), chance.steps());
    }

    @Override
    public String toString() {
        return "seed " + seed + ", nodes " + nodes + ":\n"
                + steps.stream().map(step -> "  " + step).collect(Collectors.joining("\n"));
    }

    /** Makes the steps of one schedule. */
    private static final class Chance {
        private final SplittableRandom random;
        private final List<String> nodes;
        private final int endMs;
        private final List<Step> steps = new ArrayList<>();

        Chance(SplittableRandom random, List<String> nodes, int endMs) {
            this.random = random;
            this.nodes = nodes;
            this.endMs = endMs;
        }

        List<Step> steps() {
            int at = random.nextInt(200, 800);
            while (at < endMs - 1_000) {
                int until = Math.min(endMs, at + random.nextInt(4_000, 20_000));
                network(at, until);
                processes(at, until);
                clocks(at, until);
                at = until + random.nextInt(200, 1_000);
                if (at < endMs && random.nextInt(3) > 0) {
                    at = disk(at);
                }
            }
            steps.sort(Comparator.comparingInt(Step::atMs));
            return steps;
        }

        private void network(int from, int until) {
            int at = from + random.nextInt(1_000);
            while (at < until - 500) {
                add(at, new Cut(links()));
                at = Math.min(until, at + length(LONGEST_CUT_MS));
                add(at, new Heal());
                at += random.nextInt(200, 6_000);
            }
        }

        private Set<Link> links() {
            Set<String> side = some();
            Set<Link> links = new TreeSet<>(Cut.around(side, nodes).links());
            if (random.nextInt(3) == 0) {
                // One way: what one side says does not arrive.
                links.removeIf(link -> !side.contains(link.from()));
            }
            return links;
        }

        private void processes(int from, int until) {
            int at = from + random.nextInt(4_000);
            while (at < until - 500) {
                if (random.nextInt(6) == 0) {
                    at = fullStop(at, until) + random.nextInt(500, 5_000);
                    continue;
                }
                String node = any();
                boolean freeze = random.nextBoolean();
                add(at, freeze ? new Freeze(node) : new Kill(node));
                at = Math.min(until, at + length(freeze ? LONGEST_FREEZE_MS : LONGEST_STOP_MS));
                add(at, freeze ? new Thaw(node) : new Start(node));
                at += random.nextInt(500, 5_000);
            }
        }

        /** All at once; they come back one after the other, in any order. */
        private int fullStop(int at, int until) {
            nodes.forEach(node -> add(at, new Kill(node)));
            List<String> left = new ArrayList<>(nodes);
            int back = at;
            while (!left.isEmpty()) {
                back = Math.min(until, back + random.nextInt(100, 2_000));
                add(back, new Start(left.remove(random.nextInt(left.size()))));
            }
            return back;
        }

        private void clocks(int from, int until) {
            int at = from + random.nextInt(5_000);
            while (at < until) {
                int seconds = random.nextInt(-FARTHEST_JUMP_SECONDS, FARTHEST_JUMP_SECONDS + 1);
                add(at, new Jump(any(), Duration.ofSeconds(seconds)));
                at += random.nextInt(2_000, 10_000);
            }
        }

        private int disk(int at) {
            String node = any();
            int back = at + random.nextInt(100, 2_000);
            add(at, new LoseDisk(node));
            add(back, new Start(node));
            return back + random.nextInt(100, 2_000);
        }

        /** Short ones as often as long ones: twice as long is half as likely. */
        private int length(int longest) {
            return longest >> random.nextInt(4);
        }

        private Set<String> some() {
            List<String> left = new ArrayList<>(nodes);
            Set<String> some = new TreeSet<>();
            int size = random.nextInt(1, nodes.size());
            while (some.size() < size) {
                some.add(left.remove(random.nextInt(left.size())));
            }
            return some;
        }

        private String any() {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private void add(int atMs, Fault fault) {
            steps.add(new Step(atMs, fault));
        }
    }
}
