package dev.penstock.store;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.spi.MemberAddressProvider;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.Listener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node as a member of the cluster: a Hazelcast member, and a clustered Vert.x on top of it. */
public final class ClusterNode {
    /** The member attribute that holds a node's name. */
    static final String NAME = "penstock.node";
    /** The map of the newest control records, by id. */
    static final String RECORDS = "penstock.records";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
    private static final int BACKUPS = 2;
    private static final int MOST_TRIES = 3;

    private final HazelcastInstance hazelcast;
    private final Vertx vertx;

    /** Why a node cannot be a member. */
    public static final class CannotJoin extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotJoin(String message) {
            super(message);
        }
    }

    private ClusterNode(HazelcastInstance hazelcast, Vertx vertx) {
        this.hazelcast = hazelcast;
        this.vertx = vertx;
    }

    /** Makes a Vert.x whose cluster this member is part of. */
    @FunctionalInterface
    interface Clustering {
        Future<Vertx> on(HazelcastInstance member);
    }

    /**
     * Starts a member, joins those that are there, and starts a Vert.x. Blocks for a second or more; for a minute if
     * another member dies just now.
     *
     * @param node the node's name; no other member may have it
     * @param vertxIds Vert.x' own name for it, another one each time
     * @throws CannotJoin if another member has the node's name, nothing can be listened on, or the others do not answer
     */
    public static ClusterNode start(
            String node, ClusterConfig config, Supplier<String> vertxIds, VertxOptions options) {
        options.setEventBusOptions(new EventBusOptions()
                .setHost(config.eventBus().host())
                .setPort(config.eventBus().port())
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(2)));
        return start(
                node,
                config,
                vertxIds,
                member -> Vertx.builder()
                        .with(options)
                        .withClusterManager(new RetryingClusterManager(member))
                        .buildClustered());
    }

    static ClusterNode start(String node, ClusterConfig config, Supplier<String> vertxIds, Clustering clustering) {
        for (int tries = 1; ; tries++) {
            HazelcastInstance hazelcast = join(node, config, vertxIds.get());
            try {
                Vertx vertx = clustering
                        .on(hazelcast)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                return new ClusterNode(hazelcast, vertx);
            } catch (CompletionException e) {
                hazelcast.shutdown();
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (cause instanceof IOException) {
                    throw new CannotJoin(config.eventBus().cannotListen(cause));
                }
                // Vert.x gives up when Hazelcast does, and that happens when another member dies meanwhile.
                if (tries == MOST_TRIES) {
                    throw new CannotJoin(
                            "cannot be a member on " + config.members() + ", tried " + tries + " times: " + cause);
                }
                LOG.warn("the other members did not let this one in, it tries again: {}", cause.toString());
            }
        }
    }

    private static HazelcastInstance join(String node, ClusterConfig config, String vertxId) {
        HazelcastInstance hazelcast;
        try {
            hazelcast = Hazelcast.newHazelcastInstance(member(node, config, vertxId));
        } catch (RuntimeException e) {
            throw new CannotJoin("cannot be a member on " + config.members() + ": " + e.getMessage());
        }
        boolean taken = hazelcast.getCluster().getMembers().stream()
                .anyMatch(member -> !member.localMember() && node.equals(member.getAttribute(NAME)));
        if (taken) {
            hazelcast.shutdown();
            throw new CannotJoin("another member is named '" + node + "' already: expected a name of its own as node");
        }
        return hazelcast;
    }

    private static Config member(String node, ClusterConfig config, String vertxId) {
        Config member = new Config().setClusterName(config.name());
        member.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "10")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
                .setProperty("hazelcast.operation.call.timeout.millis", "10000")
                .setProperty("hazelcast.partition.count", "31")
                .setProperty("hazelcast.wait.seconds.before.join", "0");
        member.getJetConfig().setEnabled(false);
        member.getMetricsConfig().setEnabled(false);
        member.getMemberAttributeConfig()
                .setAttribute("__vertx.nodeId", vertxId)
                .setAttribute(NAME, node);

        // Only the endpoint for members: no clients, no REST, no memcache.
        member.getAdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(endpoint(config));
        // Not by Hazelcast's search through the network interfaces: it knows 127.0.0.1, but not 127.0.0.2.
        member.getAdvancedNetworkConfig()
                .getMemberAddressProviderConfig()
                .setEnabled(true)
                .setImplementation(new StatedAddress(config.members()));
        join(member.getAdvancedNetworkConfig().getJoin(), config);

        member.addMultiMapConfig(
                new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET"));
        member.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
        member.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
        member.addMapConfig(new MapConfig(RECORDS)
                .setBackupCount(BACKUPS)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setMergePolicyConfig(new MergePolicyConfig(PutIfAbsentMergePolicy.class.getName(), 1_000)));
        return member;
    }

    private static ServerSocketEndpointConfig endpoint(ClusterConfig config) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig()
                .setPort(config.members().port())
                .setPortAutoIncrement(false)
                .setReuseAddress(true);
        endpoint.setProtocolType(ProtocolType.MEMBER);
        return endpoint;
    }

    /** The address that an operator stated, and no other. */
    private record StatedAddress(Listener listener) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return new InetSocketAddress(listener.host(), listener.port());
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return getBindAddress();
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return getBindAddress();
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return getBindAddress();
        }
    }

    private static void join(JoinConfig join, ClusterConfig config) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        if (config.kubernetesService() == null) {
            join.setTcpIpConfig(
                    new TcpIpConfig().setEnabled(true).setMembers(config.join()).setConnectionTimeoutSeconds(2));
        } else {
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", config.kubernetesService())
                    .setProperty(
                            "service-port", Integer.toString(config.members().port()));
        }
    }

    /** The Vert.x of this member. */
    public Vertx vertx() {
        return vertx;
    }

    /** Lets a store share its records with the other members from now on. */
    public Future<?> share(ControlStore store) {
        return vertx.deployVerticle(new StoreVerticle(store, new Members(vertx, hazelcast, store.seals()), hazelcast));
    }

    /** Leaves the cluster, once Vert.x is closed. Blocks. */
    public void leave() {
        hazelcast.shutdown();
    }

    /** The names of the members that are there, this one among them. */
    public List<String> members() {
        return Members.names(hazelcast);
    }
}
