package dev.penstock.killswitch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KillSwitchVerticleTest {
    private static final Instant END = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void theExpiredAreDroppedWhileNothingElseHappens() throws Exception {
        LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
        Instant[] now = {END.minusSeconds(1)};
        KillSwitch killSwitch = new KillSwitch(() -> now[0], log::add);
        killSwitch.take(new Written()
                .kill(KillScope.ROUTE, "support", null, END, InFlight.DRAIN)
                .state());
        log.clear();
        now[0] = END;

        Vertx vertx = Vertx.vertx();
        try {
            vertx.deployVerticle(new KillSwitchVerticle(killSwitch)).await(10, TimeUnit.SECONDS);
            assertThat(log.poll(10, TimeUnit.SECONDS)).isEqualTo("kill r1 of route 'support': expired");
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }
}
