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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a node's store with those of the other members. Records come on three ways: sent by their node at once, from
 * the map that all members hold for a while, and by comparing digests every second. The last one alone would do; the
 * others are faster.
 */
final class StoreVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
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
        return Future.all(
                        answer(Peers.Question.RECORDS, message -> store.receive((Message.Records) message)),
                        answer(Peers.Question.VOTE, message -> store.vote((Message.Ask) message)),
                        answer(Peers.Question.DIFFERENCE, message -> store.difference((Message.Want) message)),
                        answer(Peers.Question.STANDING, message -> store.hear((Message.Standing) message)),
                        vertx.eventBus().consumer(Members.STANDINGS, this::hear).completion())
                .compose(_ -> vertx.executeBlocking(() -> {
                    map.addEntryListener(new Arrivals(), true);
                    hazelcast.getLifecycleService().addLifecycleListener(event -> {
                        // What the other side of a partition wrote raised no event here.
                        if (event.getState() == LifecycleState.MERGED) {
                            store.compare();
                        }
                    });
                    store.join(members);
                    store.compare();
                    return map;
                }));
    }

    private Future<Void> answer(Peers.Question question, Function<Message, CompletionStage<Message>> answer) {
        return vertx.eventBus()
                .<Buffer>consumer(
                        Members.address(question, store.node()),
                        envelope -> opened(envelope)
                                .ifPresentOrElse(
                                        message -> reply(envelope, answer.apply(message)),
                                        () -> envelope.fail(1, "the message has no good seal")))
                .completion();
    }

    private void reply(io.vertx.core.eventbus.Message<Buffer> envelope, CompletionStage<Message> answer) {
        answer.whenComplete((said, failure) -> {
            if (failure == null) {
                envelope.reply(Buffer.buffer(store.seals().seal(said.bytes())));
            } else {
                envelope.fail(1, String.valueOf(failure.getMessage()));
            }
        });
    }

    private void hear(io.vertx.core.eventbus.Message<Buffer> envelope) {
        opened(envelope).ifPresent(message -> {
            if (message instanceof Message.Standing standing && !standing.node().equals(store.node())) {
                store.hear(standing);
            }
        });
    }

    /** The message; empty if a stranger wrote it. */
    private Optional<Message> opened(io.vertx.core.eventbus.Message<Buffer> envelope) {
        Optional<Message> message =
                store.seals().open(envelope.body().getBytes()).map(Message::of);
        if (message.isEmpty()) {
            LOG.warn(
                    "a message to {} was dropped: it is sealed with none of this node's cluster.keys",
                    envelope.address());
        }
        return message;
    }

    /** Takes what other members put into the map. */
    private final class Arrivals implements EntryAddedListener<String, byte[]>, EntryMergedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            arrived(event.getValue());
        }

        @Override
        public void entryMerged(EntryEvent<String, byte[]> event) {
            arrived(event.getValue());
        }

        private void arrived(byte[] sealed) {
            store.seals().open(sealed).ifPresent(record -> store.learn(new Message.Records(List.of(record)).read()));
        }
    }
}
