package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.OperationTimeoutException;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real members on three loopback addresses, with their real event bus. */
class ClusterNodeTest {
    private static final Secret KEY = new Secret("a key that all members of the test have");
    private static final List<String> VOTERS = List.of("a", "b", "c");

    @TempDir
    private Path dir = Path.of(".");

    private final int port = freePort();
    private final List<Member> members = new ArrayList<>();

    private final Vertx vertx = Vertx.vertx();

    private record Member(ClusterNode node, ControlStore store) {
        void close() {
            Deeds.await(node.vertx().close().toCompletionStage());
            node.leave();
            store.close();
        }
    }

    @AfterEach
    void close() {
        members.forEach(Member::close);
        Deeds.await(vertx.close().toCompletionStage());
    }

    @Test
    void whatOneMemberDecidesHoldsOnAllAndWhoComesLaterLearnsIt() {
        ControlStore a = start("a", 1);
        ControlStore b = start("b", 2);

        Verdict.Accepted kill = Deeds.accepted(a, Deeds.kill("support"));
        assertThat(kill.receipt().applied()).containsOnlyKeys("a", "b");
        assertThat(b.state().kills()).containsOnlyKeys(kill.record().id());

        ControlStore c = start("c", 3);
        await(() -> c.state().kills().containsKey(kill.record().id()));
        Verdict.Accepted lift =
                Deeds.accepted(c, new Command.Lift(List.of(kill.record().id())));
        assertThat(lift.receipt().journaled()).isGreaterThanOrEqualTo(2);
        await(() -> a.state().kills().isEmpty() && b.state().kills().isEmpty());

        Deeds.accepted(b, new Command.PublishRelease(Deeds.content("support", "m"), true));
        await(() -> a.cluster().members().stream()
                        .map(ClusterView.Member::digest)
                        .distinct()
                        .count()
                == 1);
        assertThat(a.cluster().members()).extracting(ClusterView.Member::node).containsExactly("a", "b", "c");
        assertThat(a.cluster().members()).allMatch(ClusterView.Member::voter);
    }

    @Test
    void aSecondMemberOfTheSameNameIsRefused() {
        start("a", 1);

        assertThatThrownBy(() -> start("a", 2))
                .isInstanceOf(ClusterNode.CannotJoin.class)
                .hasMessageContaining("another member is named 'a' already");
    }

    @Test
    void anEventBusWhoseAddressIsTakenIsTold() throws IOException {
        try (ServerSocket _ = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("a", 1))
                    .isInstanceOf(ClusterNode.CannotJoin.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + (port + 1) + ": something else listens there already");
        }
    }

    @Test
    void aMemberThatTheOthersDidNotLetInTriesAgainAsANewOne() {
        List<String> tried = new ArrayList<>();
        ClusterNode node = ClusterNode.start("a", config(1), ids(), member -> {
            tried.add(member.getCluster().getLocalMember().getAttribute("__vertx.nodeId"));
            return tried.size() < 3
                    ? Future.failedFuture(new OperationTimeoutException("operation-heartbeat-timeout"))
                    : Future.succeededFuture(vertx);
        });
        List<String> members = node.members();
        node.leave();

        assertThat(tried).containsExactly("id 1", "id 2", "id 3");
        assertThat(members).containsExactly("a");
        assertThat(node.vertx()).isSameAs(vertx);
    }

    @Test
    void aMemberThatIsNeverLetInSaysWhy() {
        assertThatThrownBy(() -> ClusterNode.start(
                        "a",
                        config(1),
                        ids(),
                        _ -> Future.failedFuture(new OperationTimeoutException("operation-heartbeat-timeout"))))
                .isInstanceOf(ClusterNode.CannotJoin.class)
                .hasMessageStartingWith("cannot be a member on 127.0.0.1:" + port + ", tried 3 times: ")
                .hasMessageEndingWith("operation-heartbeat-timeout");
    }

    private static Supplier<String> ids() {
        AtomicInteger number = new AtomicInteger();
        return () -> "id " + number.incrementAndGet();
    }

    @Test
    void aStrangerThatReachesTheMembersPortsCannotWrite() {
        ControlStore a = start("a", 1);
        ControlStore stranger = start("c", 3, new Secret("a key of its own, that nobody else has"));

        Verdict verdict = Deeds.verdict(stranger, Deeds.kill("support"));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        kill -> assertThat(kill.receipt().applied()).containsOnlyKeys("c"));
        Deeds.accepted(a, Deeds.kill("faq"));
        assertThat(a.state().kills())
                .as("what the stranger said is not among it")
                .hasSize(1);
    }

    @Test
    void aNodeIsNotWarmBeforeTheJournalsOfAMajorityAreIn() {
        ControlStore a = start("a", 1);
        assertThat(a.warm().toCompletableFuture()).isNotDone();
        assertThat(a.cluster().awaited()).containsExactly("b", "c");

        start("b", 2);

        await(() -> a.warm().toCompletableFuture().isDone());
    }

    private ControlStore start(String name, int address) {
        return start(name, address, KEY);
    }

    private ControlStore start(String name, int address, Secret key) {
        ClusterNode node =
                ClusterNode.start(name, config(address), () -> UUID.randomUUID().toString(), new VertxOptions());
        ControlStore store = ControlStore.open(
                name,
                VOTERS,
                List.of(key),
                new JournalPlace.Directory(dir.resolve(name)),
                () -> "journal of " + name,
                InstantSource.system(),
                System::nanoTime);
        members.add(new Member(node, store));
        Deeds.await(node.share(store).toCompletionStage());
        return store;
    }

    private ClusterConfig config(int address) {
        String host = "127.0.0." + address;
        return new ClusterConfig(
                "test-" + port,
                new Listener(host, port),
                new Listener(host, port + 1),
                List.of("127.0.0.1:" + port, "127.0.0.2:" + port, "127.0.0.3:" + port),
                null,
                VOTERS,
                List.of(new SecretRef.Env("KEY")));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within twenty seconds").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /**
     * A port that is free on the first address, below those of outgoing connections; so is the next one, almost surely.
     */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }
}
