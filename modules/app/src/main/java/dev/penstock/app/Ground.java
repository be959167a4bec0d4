package dev.penstock.app;

import dev.penstock.config.Secrets;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.TracePolicy;
import dev.penstock.store.ClusterNode;
import dev.penstock.store.ControlStore;
import dev.penstock.store.JournalPlace;
import dev.penstock.trace.store.TracePlace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a node stands on: its journal, its Vert.x, and the cluster if there is one. */
final class Ground {
    /** How many traces a node without a store can list. */
    static final int TRACES_IN_MEMORY = 2_000;

    private final ControlStore store;
    private final Vertx vertx;
    private final @Nullable ClusterNode member;
    private final InstantSource clock;

    private Ground(ControlStore store, Vertx vertx, @Nullable ClusterNode member, InstantSource clock) {
        this.clock = clock;
        this.store = store;
        this.vertx = vertx;
        this.member = member;
    }

    /**
     * Opens the journal and joins the cluster, both at once. Blocks.
     *
     * @param secrets where the cluster's keys and the database's password are
     * @throws Failure if either cannot be done
     */
    static Ground of(NodeConfig config, Secrets secrets, InstantSource clock) {
        // Here, for the two threads below would do it at once, and SLF4J says so on standard error.
        LoggerFactory.getILoggerFactory();
        CompletableFuture<ControlStore> opening = CompletableFuture.supplyAsync(() -> open(config, secrets, clock));
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
        ClusterConfig cluster = config.cluster();
        try {
            @Nullable
            ClusterNode member = cluster == null
                    ? null
                    : ClusterNode.start(
                            config.node(), cluster, () -> UUID.randomUUID().toString(), options);
            Vertx vertx = member == null ? Vertx.vertx(options) : member.vertx();
            return new Ground(opening.join(), vertx, member, clock);
        } catch (CompletionException | ClusterNode.CannotJoin e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            throw new Failure("The start failed: " + cause.getMessage());
        }
    }

    private static ControlStore open(NodeConfig config, Secrets secrets, InstantSource clock) {
        ClusterConfig cluster = config.cluster();
        return open(
                config.node(),
                cluster == null ? List.of(config.node()) : cluster.voters(),
                cluster == null
                        ? List.of()
                        : cluster.keys().stream()
                                .map(key -> ServeCommand.resolve(secrets, key, "A key of the cluster"))
                                .toList(),
                place(config, secrets),
                clock);
    }

    /** Where the traces of a node are stored. */
    static TracePlace traces(NodeConfig config, Secrets secrets) {
        TracePolicy policy = config.traces();
        DatabaseConfig database = config.database();
        Path dir = config.dataDir();
        if (!policy.store() || (database == null && dir == null)) {
            return new TracePlace.Memory(Math.min(policy.latest(), TRACES_IN_MEMORY));
        }
        return database == null
                ? new TracePlace.Directory(
                        Objects.requireNonNull(dir).resolve("traces"), policy.retention(), policy.maxBytes())
                : new TracePlace.Database(database, password(database, secrets), policy.retention());
    }

    private static @Nullable Secret password(DatabaseConfig database, Secrets secrets) {
        SecretRef password = database.password();
        return password == null ? null : ServeCommand.resolve(secrets, password, "The password of the database");
    }

    private static JournalPlace place(NodeConfig config, Secrets secrets) {
        DatabaseConfig database = config.database();
        if (database != null) {
            return new JournalPlace.Database(database, password(database, secrets));
        }
        return config.dataDir() == null ? new JournalPlace.Memory() : new JournalPlace.Directory(config.dataDir());
    }

    private static ControlStore open(
            String node, List<String> voters, List<Secret> keys, JournalPlace place, InstantSource clock) {
        return ControlStore.open(
                node, voters, keys, place, () -> UUID.randomUUID().toString(), clock, System::nanoTime);
    }

    /** The ground of a node that stands alone and writes nothing to disk. */
    static Ground inMemory(String node) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        InstantSource clock = InstantSource.system();
        return new Ground(open(node, List.of(node), List.of(), new JournalPlace.Memory(), clock), vertx, null, clock);
    }

    /** The time of day. */
    InstantSource clock() {
        return clock;
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

    /** Gives back what it has of budgets, closes Vert.x, leaves the cluster, and closes the journal. Blocks. */
    void close() {
        store.escrow().drain().toCompletableFuture().join();
        NodeProcess.await(vertx.close());
        if (member != null) {
            member.leave();
        }
        store.close();
    }
}
