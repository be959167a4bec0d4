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
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** This node as a member of the cluster: a Hazelcast member, and a clustered Vert.x on top of it. */
public final class ClusterNode {
    /** The member attribute that holds a node's name. */
    static final String NAME = "penstock.node";
    /** The map of the newest control records, by id. */
    static final String RECORDS = "penstock.records";

    private static final int BACKUPS = 2;

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

    /**
     * Starts a member, joins those that are there, and starts a Vert.x. Blocks for a second or more.
     *
     * @param node the node's name; no other member may have it
     * @param vertxId Vert.x' own name for it, another one each time
     * @throws CannotJoin if another member has the node's name, or nothing can be listened on
     */
    public static ClusterNode start(String node, ClusterConfig config, String vertxId, VertxOptions options) {
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
        options.setEventBusOptions(new EventBusOptions()
                .setHost(config.eventBus().host())
                .setPort(config.eventBus().port())
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(2)));
        try {
            Vertx vertx = Vertx.builder()
                    .with(options)
                    .withClusterManager(new HazelcastClusterManager(hazelcast))
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new ClusterNode(hazelcast, vertx);
        } catch (CompletionException e) {
            hazelcast.shutdown();
            throw new CannotJoin(config.eventBus().cannotListen(e.getCause() == null ? e : e.getCause()));
        }
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
