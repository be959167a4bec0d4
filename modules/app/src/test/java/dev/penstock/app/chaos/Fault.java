package dev.penstock.app.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Something bad that is done to nodes, or its end. */
sealed interface Fault {
    /** The messages of one node to another. */
    record Link(String from, String to) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    /** The network loses all messages on these links, without a word, until {@link Heal}. */
    record Cut(Set<Link> links) implements Fault {
        public Cut {
            links = Set.copyOf(links);
        }

        /** Between a group of nodes and the others, both ways. */
        static Cut around(Set<String> side, List<String> nodes) {
            Set<Link> links = new TreeSet<>();
            for (String in : side) {
                for (String out : nodes) {
                    if (!side.contains(out)) {
                        links.add(new Link(in, out));
                        links.add(new Link(out, in));
                    }
                }
            }
            return new Cut(links);
        }

        @Override
        public String toString() {
            return "cut " + new TreeSet<>(links);
        }
    }

    /** The network is whole again. */
    record Heal() implements Fault {
        @Override
        public String toString() {
            return "heal";
        }
    }

    /** SIGSTOP. */
    record Freeze(String node) implements Fault {
        @Override
        public String toString() {
            return "freeze " + node;
        }
    }

    /** SIGCONT. */
    record Thaw(String node) implements Fault {
        @Override
        public String toString() {
            return "thaw " + node;
        }
    }

    /** SIGKILL. */
    record Kill(String node) implements Fault {
        @Override
        public String toString() {
            return "kill -9 " + node;
        }
    }

    /**
     * SIGKILL, and the journal is gone. It comes only once all other nodes have what was acknowledged before: that is
     * the durability that is stated.
     */
    record LoseDisk(String node) implements Fault {
        @Override
        public String toString() {
            return "lose the disk of " + node;
        }
    }

    /** The process is started again after {@link Kill} or {@link LoseDisk}. */
    record Start(String node) implements Fault {
        @Override
        public String toString() {
            return "start " + node;
        }
    }

    /** The wall clock of a node is wrong by so much from now on. */
    record Jump(String node, Duration offset) implements Fault {
        @Override
        public String toString() {
            return "clock of " + node + " off by " + offset;
        }
    }
}
