package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.Limits;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that is told to stop: nothing new, and no answer that is under way is cut in silence. */
@Isolated("its deadlines are short")
class GracefulStopTest {
    @ParameterizedTest
    @EnumSource(Caller.class)
    void aStreamUnderWayMayEnd(Caller caller) {
        try (TestNode node = TestNode.start(talking(60, Duration.ofSeconds(10)));
                RawCall idle = RawCall.post(node, caller.path(), caller.hello("quick", false));
                RawCall call = RawCall.post(node, caller.path(), caller.hello("talk", true))) {
            assertThat(idle.readAll(5_000).status()).isEqualTo(200);
            call.readUntil("sim-talk");
            assertThat(node.operations("/health/ready").statusCode()).isEqualTo(200);

            Future<Void> stopped = node.node().stop();

            Eventually.that(
                    "it is not ready", () -> node.operations("/health/ready").statusCode() == 503);
            assertThat(node.operations("/health/ready").body()).contains("stopping");
            assertThat(node.operations("/health/live").statusCode()).isEqualTo(200);
            assertRefusesNewConnections(node);
            assertThat(idle.end(2_000)).as("an idle connection").isNotEqualTo(RawCall.End.OPEN);
            assertThat(stopped.isComplete()).isFalse();

            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of("sim-talk", "Hello", 60, 0));
            assertThat(call.whole()).isTrue();
            TestNode.await(stopped);
            assertThat(TestNode.json(node.requestLog().lines().toList().getLast())
                            .path("outcome")
                            .asText())
                    .isEqualTo("pass");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aStreamThatOutlivesTheGraceEndsWithAnError(Caller caller) {
        try (TestNode node = TestNode.start(talking(10_000, Duration.ofMillis(300)));
                RawCall waiting = RawCall.post(node, caller.path(), caller.hello("silent", false));
                RawCall call = RawCall.post(node, caller.path(), caller.hello("talk", true))) {
            call.readUntil("sim-talk");
            Eventually.that(
                    "both are with their targets", () -> node.sim().log().size() == 2);
            long from = System.nanoTime();

            Future<Void> stopped = node.node().stop();

            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(call.text()).contains("stopping");
            assertThat(call.whole()).as("has the mark of a clean end").isFalse();
            assertThat(call.end(2_000)).isEqualTo(RawCall.End.CLOSED);
            assertThat(waiting.readAll(5_000).status()).isEqualTo(503);
            assertThat(waiting.text()).contains("stopping");
            TestNode.await(stopped);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(1_500));
        }
    }

    private static Setup talking(int words, Duration grace) {
        Limits usual = Limits.DEFAULT;
        return Setup.empty()
                .model("sim-talk", new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(10)), words))
                .route("quick", "openai/sim-small")
                .route("silent", "openai/sim-small!silence")
                .route("talk", "openai/sim-talk")
                .loops(2)
                .limits(new Limits(
                        usual.bodyBytes(),
                        usual.headerBytes(),
                        usual.concurrentRequests(),
                        usual.answerBytes(),
                        usual.bufferedBytes(),
                        usual.bodyTimeout(),
                        usual.idleTimeout(),
                        grace));
    }

    private static void assertRefusesNewConnections(TestNode node) {
        int port = node.node().dataPort();
        Eventually.that("connections are refused", () -> {
            try (RawCall _ = RawCall.connect(port)) {
                return false;
            } catch (UncheckedIOException refused) {
                return true;
            }
        });
        assertThatThrownBy(() -> RawCall.connect(port)).isInstanceOf(UncheckedIOException.class);
    }
}
