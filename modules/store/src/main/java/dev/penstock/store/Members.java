package dev.penstock.store;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The other members of the cluster, over Vert.x' event bus; slots are claimed in a Hazelcast map. */
final class Members implements Peers {
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HazelcastInstance hazelcast;
    /** This member and no other, also none that its node was before. */
    private final String self;
    /** Slots, each with {@code member proposal} of who has claimed it. */
    private final IMap<String, String> slots;

    private final IMap<String, byte[]> records;

    Members(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.self = id(hazelcast.getCluster().getLocalMember());
        this.slots = hazelcast.getMap(ClusterNode.SLOTS);
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
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember() && member.getAttribute(ClusterNode.NAME) != null)
                .map(Members::peer)
                .toList();
    }

    private static Peer peer(Member member) {
        return new Peer(
                member.getAttribute(ClusterNode.NAME),
                member.getAddress().getHost() + ":" + member.getAddress().getPort(),
                Instant.parse(member.getAttribute(ClusterNode.STARTED)));
    }

    @Override
    public CompletionStage<Message> ask(String node, Question question, Message message, Duration limit) {
        return vertx.eventBus()
                .<Buffer>request(
                        address(question, node),
                        Buffer.buffer(message.bytes()),
                        new DeliveryOptions().setSendTimeout(limit.toMillis()))
                .map(reply -> Message.of(reply.body().getBytes()))
                .toCompletionStage();
    }

    @Override
    public void keep(List<StoredRecord> stored) {
        stored.forEach(record -> records.setAsync(record.id(), record.bytes()));
    }

    @Override
    public boolean claim(String slot, String proposal) {
        String mine = self + " " + proposal;
        try {
            String holder = CompletableFuture.supplyAsync(() -> slots.putIfAbsent(slot, mine), Threads.WAITING)
                    .get(CLAIM_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return holder == null || (isGone(holder) && slots.replace(slot, holder, mine));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            // The cluster is not in a state to keep order: the voters decide.
            return true;
        }
    }

    private boolean isGone(@Nullable String holder) {
        return holder != null
                && hazelcast.getCluster().getMembers().stream()
                        .noneMatch(member -> holder.startsWith(id(member) + " "));
    }

    private static String id(Member member) {
        return member.getUuid().toString();
    }

    @Override
    public void unclaim(String slot, String proposal) {
        Threads.WAITING.execute(() -> slots.remove(slot, self + " " + proposal));
    }
}
