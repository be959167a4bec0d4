package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Release;
import dev.penstock.killswitch.Killed;
import dev.penstock.killswitch.Kills;
import java.time.InstantSource;
import java.util.Objects;
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
                for (Asking asking : x.underWay()) {
                    Killed killed = stopping(kills, cutsTools, x, asking);
                    if (killed != null) {
                        asking.call().fail(new AttemptFailure.Killed(Stopped.what(killed), killed.publicReason()));
                    }
                }
            });
        }
    }

    private @Nullable Killed stopping(Kills kills, boolean cutsTools, Exchange x, Asking asking) {
        Release release = Objects.requireNonNull(x.release);
        Killed killed = kills.find(release, x.callerName(), asking.rung.target(), clock);
        return killed == null && cutsTools
                ? StoppedTools.find(kills, x.offeredTools(), asking.stoppedTools, clock)
                : killed;
    }

    /** Ends all that is still under way with a plain error. */
    void abort() {
        inFlight.all().forEach(timeLimits::abort);
    }
}
