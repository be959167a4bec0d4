package dev.penstock.killswitch;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Takes kills out of the table once they have expired. One on every node. */
public final class KillSwitchVerticle extends VerticleBase {
    private static final long PERIOD_MS = 1_000;

    private final KillSwitch killSwitch;

    public KillSwitchVerticle(KillSwitch killSwitch) {
        this.killSwitch = killSwitch;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(PERIOD_MS, _ -> killSwitch.dropExpired());
        return Future.succeededFuture();
    }
}
