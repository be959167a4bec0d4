package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.killswitch.Killed;
import dev.penstock.killswitch.Kills;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What operators end of what is under way: some calls by a kill that cuts, all of them when the node stops. */
final class Interruptions {
    private final InFlight inFlight;
    private final Ending ending;
    private final TimeLimits timeLimits;
    private final InstantSource clock;

    Interruptions(InFlight inFlight, Ending ending, TimeLimits timeLimits, InstantSource clock) {
        this.inFlight = inFlight;
        this.ending = ending;
        this.timeLimits = timeLimits;
        this.clock = clock;
    }

    /** Ends the calls of what these kills stop at once; their requests go on as after any failure. */
    void cut(Kills kills) {
        boolean cutsTools = !kills.tools(clock).isEmpty();
        for (Exchange x : inFlight.all()) {
            ending.guarded(x, () -> {
                Killed killed = stopping(kills, cutsTools, x);
                if (killed != null && x.call != null) {
                    x.call.fail(new AttemptFailure.Killed(Stopped.what(killed), killed.publicReason()));
                }
            });
        }
    }

    private @Nullable Killed stopping(Kills kills, boolean cutsTools, Exchange x) {
        if (x.call == null || x.release == null || x.rung == null) {
            return null;
        }
        Killed killed = kills.find(x.release, x.callerName(), x.rung.target(), clock);
        return killed == null && cutsTools ? StoppedTools.find(kills, x.offeredTools(), x.stoppedTools, clock) : killed;
    }

    /** Ends all that is still under way with a plain error. */
    void abort() {
        inFlight.all().forEach(timeLimits::abort);
    }
}
