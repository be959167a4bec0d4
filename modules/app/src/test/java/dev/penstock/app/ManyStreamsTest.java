package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many streams at once, each with its own question: none gets a word of another. */
class ManyStreamsTest {
    private static final int STREAMS = 500;
    private static final int WORDS = 40;

    @Test
    void everyStreamGetsItsOwnWholeAnswer() {
        Behaviour slow = new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(20)), WORDS);
        Setup setup = Setup.bothDialects().loops(2).model("sim-small", slow).model("sim-large", slow);
        try (TestNode node = TestNode.start(setup);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            List<CompletableFuture<HttpResponse<byte[]>>> calls = IntStream.range(0, STREAMS)
                    .mapToObj(i -> client.sendAsync(
                            node.request(caller(i).path(), caller(i).request(route(i), true, question(i), ""))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray()))
                    .toList();
            for (int i = 0; i < STREAMS; i++) {
                HttpResponse<byte[]> answer = calls.get(i).join();
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(caller(i).check(answer.body())).isEqualTo(StreamEnd.COMPLETE);
                assertThat(caller(i).text(answer.body())).isEqualTo(SimAnswer.of(model(i), question(i), WORDS, 0));
            }
            assertThat(node.inFlight()).isZero();
        }
    }

    private static Caller caller(int i) {
        return i % 2 == 0 ? Caller.OPENAI : Caller.ANTHROPIC;
    }

    private static String route(int i) {
        return i / 2 % 2 == 0 ? "openai" : "anthropic";
    }

    private static String model(int i) {
        return i / 2 % 2 == 0 ? "sim-small" : "sim-large";
    }

    private static String question(int i) {
        return "Question " + i;
    }
}
