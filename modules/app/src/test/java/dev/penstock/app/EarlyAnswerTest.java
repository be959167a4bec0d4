package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.Deadlines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A provider that does not read a request to its end, whether it answers it or not. */
@Isolated("its deadlines are short")
class EarlyAnswerTest {
    private static final String LARGE = "x".repeat(8 << 20);

    @Test
    void nobodyIsSentBehindARequestThatIsNotReadToItsEnd() {
        try (HastyProvider provider = new HastyProvider(true);
                TestNode node = TestNode.start(
                        Setup.empty().provider("hasty", provider.port()).route("hasty", "hasty/any"))) {
            for (int i = 0; i < 2; i++) {
                String body = Caller.OPENAI.request("hasty", false, i == 0 ? LARGE : "Hello", "");
                assertThat(node.post(Caller.OPENAI.path(), body).statusCode()).isEqualTo(413);
            }
            assertThat(provider.connections).hasSize(2);
        }
    }

    @Test
    void aCallThatIsGivenUpKeepsNoConnectionToWhoDoesNotRead() {
        Duration soon = Duration.ofMillis(800);
        Duration late = Duration.ofSeconds(20);
        try (HastyProvider provider = new HastyProvider(false);
                TestNode node = TestNode.start(Setup.empty()
                        .provider(Setup.provider("silent", Dialect.OPENAI, provider.port(), 1, 1))
                        .route(
                                "silent",
                                route -> route.deadlines(new Deadlines(late, late, late, soon)),
                                "silent/any"))) {
            for (int i = 0; i < 2; i++) {
                String body = Caller.OPENAI.request("silent", false, LARGE, "");
                HttpResponse<String> answer = node.post(Caller.OPENAI.path(), body);
                assertThat(answer.statusCode()).isEqualTo(504);
                assertThat(node.trace(answer)
                                .path("attempts")
                                .path(0)
                                .path("times_us")
                                .path("sent")
                                .asLong())
                        .as("when it got the only connection there may be")
                        .isPositive();
            }
        }
    }

    /** Reads a head on each connection, may answer it, and holds the connection open. */
    private static final class HastyProvider implements AutoCloseable {
        private static final String ANSWER =
                "HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

        private final boolean answers;
        private final ServerSocket listening;
        private final List<Socket> connections = new CopyOnWriteArrayList<>();

        HastyProvider(boolean answers) {
            this.answers = answers;
            try {
                listening = new ServerSocket();
                listening.setReceiveBufferSize(4_096);
                listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = listening.accept();
                    connections.add(connection);
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8), 512);
                    String line = in.readLine();
                    while (line != null && !line.isEmpty()) {
                        line = in.readLine();
                    }
                    if (answers) {
                        connection.getOutputStream().write(ANSWER.getBytes(UTF_8));
                        connection.getOutputStream().flush();
                    }
                }
            } catch (IOException e) {
                // The test is over.
                return;
            }
        }

        @Override
        public void close() {
            try {
                listening.close();
                for (Socket connection : connections) {
                    connection.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
