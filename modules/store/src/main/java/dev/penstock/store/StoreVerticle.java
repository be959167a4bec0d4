package dev.penstock.store;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a node's store with those of the other members. Records come on three ways: sent by their node at once, from
 * the map that all members hold, and by comparing digests every second. The last one alone would do; the others are
 * faster.
 */
final class StoreVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
    private static final String STANDINGS = "penstock.store.standings";
    private static final Duration TICK = Duration.ofSeconds(1);

    private final ControlStore store;
    private final Members members;
    private final HazelcastInstance hazelcast;
    private final IMap<String, byte[]> map;

    StoreVerticle(ControlStore store, Members members, HazelcastInstance hazelcast) {
        this.store = store;
        this.members = members;
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(ClusterNode.RECORDS);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TICK.toMillis(), _ -> tellStanding());
        return Future.all(
                        answer(Peers.Question.RECORDS, message -> store.receive((Message.Records) message)),
                        answer(Peers.Question.PROPOSAL, message -> store.vote((Message.Records) message)),
                        answer(Peers.Question.DIFFERENCE, message -> store.difference((Message.Parts) message)),
                        vertx.eventBus()
                                .<Buffer>consumer(
                                        STANDINGS,
                                        envelope ->
                                                hear(Message.of(envelope.body().getBytes())))
                                .completion())
                .compose(_ -> vertx.executeBlocking(() -> {
                    map.addEntryListener(new Arrivals(), true);
                    hazelcast.getLifecycleService().addLifecycleListener(event -> {
                        // What the other side of a partition wrote raised no event here.
                        if (event.getState() == LifecycleState.MERGED) {
                            Threads.WAITING.execute(this::exchangeWithMap);
                        }
                    });
                    store.join(members);
                    exchangeWithMap();
                    return map;
                }));
    }

    private Future<Void> answer(Peers.Question question, Function<Message, CompletionStage<Message>> answer) {
        return vertx.eventBus()
                .<Buffer>consumer(
                        Members.address(question, store.node()),
                        envelope -> Threads.WAITING.execute(() -> answer.apply(
                                        Message.of(envelope.body().getBytes()))
                                .whenComplete((said, failure) -> {
                                    if (failure == null) {
                                        envelope.reply(Buffer.buffer(said.bytes()));
                                    } else {
                                        envelope.fail(1, String.valueOf(failure.getMessage()));
                                    }
                                })))
                .completion();
    }

    private void tellStanding() {
        vertx.eventBus().publish(STANDINGS, Buffer.buffer(store.standing().bytes()));
    }

    private void hear(Message message) {
        if (message instanceof Message.Standing standing && !standing.node().equals(store.node())) {
            Threads.WAITING.execute(() -> store.hear(standing));
        }
    }

    /** Takes all that the map has, and gives it what it lacks. Blocks. */
    private void exchangeWithMap() {
        try {
            Map<String, byte[]> missing = new HashMap<>();
            store.records().forEach(record -> missing.put(record.id(), record.bytes()));
            List<byte[]> there = List.copyOf(map.values());
            map.keySet().forEach(missing::remove);
            map.putAll(missing);
            take(new Message.Records(there));
        } catch (RuntimeException e) {
            LOG.warn("the records of the cluster's map were not read: they will come from the other nodes", e);
        }
    }

    private void take(Message.Records records) {
        store.receive(records).exceptionally(e -> {
            LOG.error("records that other nodes hold are not on this node's disk", e);
            return new Message.Taken(0);
        });
    }

    /** Takes what other members put into the map. */
    private final class Arrivals implements EntryAddedListener<String, byte[]>, EntryMergedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            arrived(event.getValue());
        }

        @Override
        public void entryMerged(EntryEvent<String, byte[]> event) {
            arrived(event.getMergingValue());
        }

        private void arrived(byte[] record) {
            take(new Message.Records(List.of(record)));
        }
    }
}
