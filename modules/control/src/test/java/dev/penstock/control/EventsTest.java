package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.penstock.control.EventReader.Event;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.StateChange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    /** More than the system keeps for a reader. */
    private static final int EVENTS = 30_000;

    private static final String WHO = "'reason':'it lies','actor':'ann'";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void whatChangesIsToldAsItDoes() throws IOException {
        try (EventReader events = operator.events()) {
            Event start = events.next();
            assertThat(start.name()).isEqualTo("start");
            assertThat(start.data().path("revision").asInt()).isEqualTo(1);

            operator.put("/admin/v1/kills/route/support", json("{" + WHO + "}"));
            operator.delete("/admin/v1/kills/route/support?reason=mended&actor=bob");
            Event killed = events.next();
            Event lifted = events.next();

            assertThat(killed.name()).isEqualTo("state");
            assertThat(killed.data().path("kind").asText()).isEqualTo("kill");
            assertThat(killed.data().path("actor").asText()).isEqualTo("ann");
            assertThat(killed.data().path("principal").asText()).isEqualTo("admin");
            assertThat(killed.data().path("reason").asText()).isEqualTo("it lies");
            assertThat(killed.data().path("route").asText()).isEqualTo("support");
            assertThat(killed.data().at("/what/scope").asText()).isEqualTo("route");
            assertThat(killed.data().path("revision").asInt()).isEqualTo(2);
            assertThat(lifted.data().path("kind").asText()).isEqualTo("lift");
            assertThat(lifted.data().path("reason").asText()).isEqualTo("mended");
        }
    }

    @Test
    void whoWasCutOffGoesOnWhereTheyWere() throws IOException {
        String seen;
        try (EventReader events = operator.events()) {
            seen = events.next().id();
        }
        kill("a");
        kill("b");
        try (EventReader events = operator.events("last-event-id", seen)) {
            assertThat(events.next().data().at("/what/key").asText()).isEqualTo("a");
            Event second = events.next();
            assertThat(second.data().at("/what/key").asText()).isEqualTo("b");
            try (EventReader later = operator.events("last-event-id", second.id())) {
                kill("c");
                assertThat(later.next().data().at("/what/key").asText()).isEqualTo("c");
            }
        }
    }

    @Test
    void whoWasAwayForTooLongStartsAnew() throws IOException {
        kill("a");
        for (String stranger : List.of("node-b.17-1", "node-a.17-1", "1", "")) {
            try (EventReader events = operator.events("last-event-id", stranger)) {
                Event reset = events.next();
                assertThat(reset.name()).isEqualTo("reset");
                assertThat(reset.data().path("revision").asInt()).isEqualTo(2);
                assertThat(reset.data().path("detail").asText()).contains("read the state anew");
            }
        }
    }

    @Test
    void aReaderHearsThatTheStreamIsAlive() throws IOException {
        try (EventReader events = operator.events()) {
            assertThat(events.next().name()).isEqualTo("start");
            assertThat(events.nextOrComment().name()).startsWith(":");
        }
    }

    @Test
    void aReaderWhoDoesNotReadIsDropped() throws IOException {
        ControlRecord record = new ControlRecord(
                "r",
                1,
                Instant.EPOCH,
                "node-a",
                new ControlRecord.Author("ann", "x".repeat(ControlRecord.Author.MOST_REASON)),
                List.of(),
                new ControlRecord.Entry.Unknown("of-a-test"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), operator.port()));
            socket.getOutputStream()
                    .write(("GET /admin/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                                    + Operator.token(Role.VIEWER) + "\r\n\r\n")
                            .getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            for (int i = 0; i < EVENTS; i++) {
                operator.control.tell(new StateChange(ControlState.EMPTY, List.of(record)));
            }
            // The same event loop answers, so all of them were written or refused by then.
            assertThat(operator.get("/admin/v1/cluster").status()).isEqualTo(200);
            assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> endsAfter(in)))
                    .isLessThan((long) EVENTS * ControlRecord.Author.MOST_REASON);
        }
    }

    /** How many bytes come until the other side closes; a time-out fails. */
    private static long endsAfter(InputStream in) throws IOException {
        byte[] bytes = new byte[1 << 16];
        long all = 0;
        try {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                all += read;
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return all;
    }

    private void kill(String key) {
        operator.put("/admin/v1/kills/target/" + key, json("{" + WHO + "}"));
    }
}
