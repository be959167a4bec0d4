package dev.penstock.app;

import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.store.ClusterNode;
import dev.penstock.store.ControlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a node stands on: its journal, its Vert.x, and the cluster if there is one. */
final class Ground {
    private final ControlStore store;
    private final Vertx vertx;
    private final @Nullable ClusterNode member;

    private Ground(ControlStore store, Vertx vertx, @Nullable ClusterNode member) {
        this.store = store;
        this.vertx = vertx;
        this.member = member;
    }

    /**
     * Opens the journal and joins the cluster, both at once. Blocks.
     *
     * @param clock what the node takes the time of its records from
     * @throws Failure if either cannot be done
     */
    static Ground of(NodeConfig config, InstantSource clock) {
        // Here, for the two threads below would do it at once, and SLF4J says so on standard error.
        LoggerFactory.getILoggerFactory();
        CompletableFuture<ControlStore> opening = CompletableFuture.supplyAsync(() -> open(config, clock));
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
        ClusterConfig cluster = config.cluster();
        try {
            @Nullable
            ClusterNode member = cluster == null
                    ? null
                    : ClusterNode.start(
                            config.node(), cluster, UUID.randomUUID().toString(), options);
            Vertx vertx = member == null ? Vertx.vertx(options) : member.vertx();
            return new Ground(opening.join(), vertx, member);
        } catch (CompletionException | ClusterNode.CannotJoin e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            throw new Failure("The start failed: " + cause.getMessage());
        }
    }

    private static ControlStore open(NodeConfig config, InstantSource clock) {
        List<String> voters = config.cluster() == null
                ? List.of(config.node())
                : config.cluster().voters();
        return open(config.node(), voters, config.dataDir(), clock);
    }

    private static ControlStore open(String node, List<String> voters, @Nullable Path dataDir, InstantSource clock) {
        return ControlStore.open(node, voters, dataDir, () -> UUID.randomUUID().toString(), clock, System::nanoTime);
    }

    /** The ground of a node that stands alone and writes nothing to disk. */
    static Ground inMemory(String node) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        return new Ground(open(node, List.of(node), null, InstantSource.system()), vertx, null);
    }

    ControlStore store() {
        return store;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Shares the control state with the other members, if there are any; done once theirs is here. */
    Future<?> share() {
        return member == null ? Future.succeededFuture() : member.share(store);
    }

    /** Closes Vert.x, leaves the cluster, and closes the journal. Blocks. */
    void close(long seconds) {
        NodeProcess.await(vertx.close(), seconds);
        if (member != null) {
            member.leave();
        }
        store.close();
    }
}
