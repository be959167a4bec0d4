package dev.penstock.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Several stores in one process, with journals on disk and links that a test cuts. */
final class Net implements AutoCloseable {
    private final Path dir;
    private final List<String> voters;
    private final Map<String, ControlStore> stores = new TreeMap<>();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final Set<Peers.Question> unheard = ConcurrentHashMap.newKeySet();
    private final Map<String, String> slots = new ConcurrentHashMap<>();
    private final AtomicInteger journals = new AtomicInteger();

    Net(Path dir, String... nodes) {
        this.dir = dir;
        this.voters = List.of(nodes);
        for (String node : nodes) {
            start(node);
        }
    }

    ControlStore store(String node) {
        ControlStore store = stores.get(node);
        if (store == null) {
            throw new IllegalArgumentException(node);
        }
        return store;
    }

    /** Starts a node with what is on its disk. */
    void start(String node) {
        ControlStore store = ControlStore.open(
                node,
                voters,
                dir.resolve(node),
                () -> "journal-" + journals.incrementAndGet(),
                InstantSource.system(),
                System::nanoTime);
        store.join(new Links(node));
        stores.put(node, store);
    }

    /** Ends a node: what it has not told is known to its disk alone. */
    void stop(String node) {
        store(node).close();
        stores.remove(node);
    }

    /** From now on a node hears nobody and nobody hears it. */
    void cut(String node) {
        cut.add(node);
    }

    void heal() {
        cut.clear();
        unheard.clear();
    }

    /** From now on no such question gets through. */
    void lose(Peers.Question question) {
        unheard.add(question);
    }

    /** Every node tells all others of itself, as it does once a second. */
    void tick() {
        for (ControlStore from : List.copyOf(stores.values())) {
            for (ControlStore to : List.copyOf(stores.values())) {
                if (from != to && linked(from.node(), to.node())) {
                    to.hear(from.standing());
                }
            }
        }
    }

    Set<String> digests() {
        Set<String> digests = new HashSet<>();
        stores.values().forEach(store -> digests.add(store.standing().digest()));
        return digests;
    }

    private boolean linked(String from, String to) {
        return !cut.contains(from) && !cut.contains(to) && stores.containsKey(to);
    }

    @Override
    public void close() {
        stores.values().forEach(ControlStore::close);
    }

    private final class Links implements Peers {
        private final String self;

        Links(String self) {
            this.self = self;
        }

        @Override
        public List<Peer> others() {
            return stores.keySet().stream()
                    .filter(node -> !node.equals(self) && linked(self, node))
                    .map(node -> new Peer(node, "net:" + node, store(node).started()))
                    .toList();
        }

        @Override
        public CompletionStage<Message> ask(String node, Question question, Message message, Duration limit) {
            if (!linked(self, node) || unheard.contains(question)) {
                return CompletableFuture.failedFuture(new IllegalStateException("no link"));
            }
            // Over the wire, as between processes.
            Message arrived = Message.of(message.bytes());
            ControlStore other = store(node);
            return switch (question) {
                case RECORDS -> other.receive((Message.Records) arrived);
                case PROPOSAL -> other.vote((Message.Records) arrived);
                case DIFFERENCE -> other.difference((Message.Parts) arrived);
            };
        }

        @Override
        public void keep(List<StoredRecord> records) {}

        @Override
        public boolean claim(String slot, String proposal) {
            return slots.putIfAbsent(slot, proposal) == null;
        }

        @Override
        public void unclaim(String slot, String proposal) {
            slots.remove(slot, proposal);
        }
    }
}
