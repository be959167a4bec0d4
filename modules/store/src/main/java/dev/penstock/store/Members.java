package dev.penstock.store;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other members of the cluster, over Vert.x' event bus, sealed. */
final class Members implements Peers {
    /** Where nodes tell of themselves. */
    static final String STANDINGS = "penstock.store.standings";
    /** For so long the map has what was written: by then, all have compared their records many times. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    private final Vertx vertx;
    private final HazelcastInstance hazelcast;
    private final Seals seals;
    private final IMap<String, byte[]> records;

    Members(Vertx vertx, HazelcastInstance hazelcast, Seals seals) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.seals = seals;
        this.records = hazelcast.getMap(ClusterNode.RECORDS);
    }

    /** Where a node answers a question. */
    static String address(Question question, String node) {
        return "penstock.store." + question.name().toLowerCase(Locale.ROOT) + "." + node;
    }

    static List<String> names(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream()
                .map(member -> member.getAttribute(ClusterNode.NAME))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    @Override
    public List<Peer> others() {
        try {
            return present();
        } catch (HazelcastInstanceNotActiveException e) {
            // The cluster is gone for this node: it goes on alone.
            return List.of();
        }
    }

    private List<Peer> present() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember() && member.getAttribute(ClusterNode.NAME) != null)
                .map(Members::peer)
                .toList();
    }

    private static Peer peer(Member member) {
        return new Peer(
                member.getAttribute(ClusterNode.NAME),
                member.getAddress().getHost() + ":" + member.getAddress().getPort());
    }

    @Override
    public CompletionStage<Message> ask(String node, Question question, Message message, Duration limit) {
        return vertx.eventBus()
                .<Buffer>request(
                        address(question, node),
                        Buffer.buffer(seals.seal(message.bytes())),
                        new DeliveryOptions().setSendTimeout(limit.toMillis()))
                .map(reply -> seals.open(reply.body().getBytes())
                        .map(Message::of)
                        .orElseThrow(() -> new IllegalArgumentException("node " + node + " has another key")))
                .toCompletionStage();
    }

    @Override
    public void tell(Message.Standing standing) {
        vertx.eventBus().publish(STANDINGS, Buffer.buffer(seals.seal(standing.bytes())));
    }

    @Override
    public void keep(List<StoredRecord> stored) {
        try {
            stored.forEach(record ->
                    records.setAsync(record.id(), seals.seal(record.bytes()), KEPT.toSeconds(), TimeUnit.SECONDS));
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.debug("the cluster is gone for this node: the records are in its journal", e);
        }
    }
}
