package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {
    private static final String HELLO = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final SimHarness sim = new SimHarness(SimConfig.usual().withInstances(2));

    @AfterAll
    void close() {
        sim.close();
    }

    @Test
    void aProviderThatRefusesConnectionsComesBackOnTheSamePort() throws TimeoutException {
        int port = sim.server().port();
        sim.server().outage(Outage.REFUSED).await(5, TimeUnit.SECONDS);
        until(this::isRefused);
        sim.server().outage(Outage.NONE).await(5, TimeUnit.SECONDS);
        assertThat(sim.server().port()).isEqualTo(port);
        assertThat(sim.chat(HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void aSilentProviderAnswersNobodyAndIsEndedOverHttp() {
        assertThat(sim.post("/sim/outage", "{\"outage\":\"silent\"}").statusCode())
                .isEqualTo(200);
        until(() -> RawHttp.post(sim.server().port(), "/v1/chat/completions", HELLO, 100)
                        .status()
                == 0);
        assertThat(sim.server().log().getLast().fault()).isEqualTo("silence");
        assertThat(sim.post("/sim/outage", "{\"outage\":\"none\"}").statusCode())
                .isEqualTo(200);
        until(() -> RawHttp.post(sim.server().port(), "/v1/chat/completions", HELLO, 500)
                        .status()
                == 200);
    }

    @Test
    void oneThatNobodyCouldEndIsNotBegun() {
        assertThat(sim.post("/sim/outage", "{\"outage\":\"refused\"}").body())
                .contains("expected 1 to 3600: nobody can end it over HTTP");
        assertThat(sim.post("/sim/outage", "{\"outage\":\"fire\"}").body())
                .contains("outage is 'fire', expected none, refused or silent");
    }

    /** A client may find out first that a connection that it kept is closed. */
    private boolean isRefused() {
        try {
            sim.chat(HELLO);
            return false;
        } catch (UncheckedIOException e) {
            return e.getCause() instanceof ConnectException;
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(5);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
