package dev.penstock.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on one virtual clock, with links and disks that fail when they are told to: a seed makes the same world again.
 * All stores are the real ones; only time, threads, links and disks are not.
 */
final class World {
    private static final Duration SLOWEST_LINK = Duration.ofMillis(20);

    private final Random random;
    private final List<String> voters;
    private final int mostHeld;
    private final Map<String, Node> nodes = new TreeMap<>();
    /** One-way links that are cut, {@code from>to}. */
    private final Set<String> cuts = new HashSet<>();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now = 1_000_000_000L;
    private long numbers;
    private int journals;
    private int largestAnswer;

    private record Event(long at, long number, Runnable task) {}

    World(long seed, List<String> voters) {
        this(seed, voters, Integer.MAX_VALUE);
    }

    /** Of nodes that archive their records when they hold so many. */
    World(long seed, List<String> voters, int mostHeld) {
        this.mostHeld = mostHeld;
        this.random = new Random(seed);
        this.voters = voters;
        voters.forEach(name -> nodes.put(name, new Node(name)));
        nodes.values().forEach(Node::start);
    }

    /** A node: its process, if it runs, and its disk. */
    final class Node {
        private final String name;
        private VirtualDisk disk = newDisk();
        private @Nullable ControlStore store;
        /** Counts starts: what an ended process still had to do is left undone. */
        private int life;

        private @Nullable List<Runnable> frozen;
        private Duration clockOffset = Duration.ZERO;
        private Duration diskDelay = Duration.ZERO;

        private Node(String name) {
            this.name = name;
        }

        private VirtualDisk newDisk() {
            journals++;
            return new VirtualDisk("journal-" + journals, this::onDisk);
        }

        /** A disk takes its time, and forgets what it was about to do when the power goes. */
        private void onDisk(Runnable task) {
            int writing = life;
            at(diskDelay.toNanos() + random.nextLong(5_000_000), () -> {
                if (writing == life) {
                    run(task);
                }
            });
        }

        private void run(Runnable task) {
            if (frozen == null) {
                task.run();
            } else {
                frozen.add(task);
            }
        }

        void start() {
            life++;
            frozen = null;
            disk.started();
            ControlStore.Self self = new ControlStore.Self(
                    name, voters, new Seals(List.of()), this::time, () -> now, mostHeld, new VirtualLoop(life), random);
            ControlStore opened = new ControlStore(disk, self);
            opened.join(new Links(this));
            store = opened;
        }

        void kill() {
            life++;
            store = null;
            frozen = null;
        }

        void freeze() {
            if (store != null && frozen == null) {
                frozen = new ArrayList<>();
            }
        }

        void resume() {
            List<Runnable> waiting = frozen;
            frozen = null;
            if (waiting != null) {
                waiting.forEach(Runnable::run);
            }
        }

        void loseDisk() {
            kill();
            disk = newDisk();
        }

        /** From now on each write takes so much longer. */
        void slowDisk(Duration by) {
            diskDelay = by;
        }

        void jumpClock(Duration by) {
            clockOffset = clockOffset.plus(by);
        }

        /** What its clock shows. */
        Instant time() {
            return Instant.EPOCH.plusNanos(now).plus(clockOffset);
        }

        /** How often it was started, or its end came. */
        int life() {
            return life;
        }

        String name() {
            return name;
        }

        /** Its store; null while it is not running. */
        @Nullable
        ControlStore store() {
            return store;
        }

        boolean isFrozen() {
            return frozen != null;
        }

        VirtualDisk disk() {
            return disk;
        }

        private final class VirtualLoop implements Loop {
            private final int ofLife;

            private VirtualLoop(int ofLife) {
                this.ofLife = ofLife;
            }

            @Override
            public void execute(Runnable task) {
                after(Duration.ZERO, task);
            }

            @Override
            public void after(Duration delay, Runnable task) {
                at(delay.toNanos(), () -> {
                    if (ofLife == life) {
                        run(task);
                    }
                });
            }

            @Override
            public void close() {}
        }
    }

    private final class Links implements Peers {
        private final Node from;
        private final int life;

        private Links(Node from) {
            this.from = from;
            this.life = from.life;
        }

        @Override
        public List<Peer> others() {
            return nodes.keySet().stream()
                    .filter(name -> !name.equals(from.name))
                    .map(name -> new Peer(name, "world:" + name))
                    .toList();
        }

        @Override
        public CompletionStage<Message> ask(String to, Question question, Message message, Duration limit) {
            CompletableFuture<Message> answer = new CompletableFuture<>();
            at(limit.toNanos(), () -> answer.completeExceptionally(new TimeoutException(to)));
            byte[] sent = message.bytes();
            carry(from.name, to, () -> {
                Node node = node(to);
                node.run(() -> {
                    ControlStore store = node.store;
                    if (store != null) {
                        answer(store, question, Message.of(sent)).thenAccept(said -> {
                            byte[] back = said.bytes();
                            largestAnswer = Math.max(largestAnswer, back.length);
                            carry(to, from.name, () -> {
                                if (life == from.life) {
                                    from.run(() -> answer.complete(Message.of(back)));
                                }
                            });
                        });
                    }
                });
            });
            return answer;
        }

        private CompletionStage<Message> answer(ControlStore store, Question question, Message message) {
            return switch (question) {
                case RECORDS -> store.receive((Message.Records) message);
                case VOTE -> store.vote((Message.Ask) message);
                case DIFFERENCE -> store.difference((Message.Want) message);
                case STANDING -> store.hear((Message.Standing) message);
            };
        }

        @Override
        public void tell(Message.Standing standing) {
            for (String to : nodes.keySet()) {
                if (!to.equals(from.name)) {
                    carry(
                            from.name,
                            to,
                            () -> node(to).run(() -> {
                                ControlStore store = node(to).store;
                                if (store != null) {
                                    store.hear(standing);
                                }
                            }));
                }
            }
        }

        @Override
        public void keep(List<StoredRecord> records) {}
    }

    private void carry(String from, String to, Runnable delivery) {
        at(random.nextLong(SLOWEST_LINK.toNanos()), () -> {
            if (!cuts.contains(from + ">" + to)) {
                delivery.run();
            }
        });
    }

    private void at(long delay, Runnable task) {
        numbers++;
        events.add(new Event(now + delay, numbers, task));
    }

    Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(name);
        }
        return node;
    }

    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    Random random() {
        return random;
    }

    long now() {
        return now;
    }

    /** In bytes, of all that were given so far. */
    int largestAnswer() {
        return largestAnswer;
    }

    /** From now on nothing gets from one node to another. */
    void cut(String from, String to) {
        cuts.add(from + ">" + to);
    }

    void heal() {
        cuts.clear();
    }

    /** Lets time go on. */
    void run(Duration time) {
        long end = now + time.toNanos();
        for (Event next = events.peek(); next != null && next.at <= end; next = events.peek()) {
            events.remove();
            now = next.at;
            next.task.run();
        }
        now = end;
    }
}
