package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.Refusal;
import dev.penstock.core.config.Limits;
import java.time.Duration;

/** Ends requests whose time is over, or the node's. One per event loop. */
final class TimeLimits {
    /** What an answer may take to leave once the time of its request is over. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Limits limits;
    private final Ending ending;

    TimeLimits(Limits limits, Ending ending) {
        this.limits = limits;
        this.ending = ending;
    }

    /**
     * A request, or its body, may take so long from now on, also where that is longer than its connection may be
     * silent.
     */
    void begin(Exchange x, Duration total) {
        if (total.plus(LAST_WORDS).compareTo(limits.idleTimeout()) > 0) {
            x.answer.mayTake(total.plus(LAST_WORDS));
        }
    }

    /** Looks at a request's deadlines. */
    void keep(Exchange x, long now) {
        ending.guarded(x, () -> {
            if (x.bodyRead < 0) {
                if (now - x.origin > limits.bodyTimeout().toNanos()) {
                    ending.refuse(x, new Refusal.BodyTooSlow(limits.bodyTimeout()), true);
                }
            } else if (x.release != null) {
                Duration total = x.release.route().deadlines().total();
                boolean over = now - x.origin > total.toNanos();
                for (Asking asking : x.underWay()) {
                    if (over) {
                        asking.call().fail(new AttemptFailure.TimedOut(Phase.TOTAL, total));
                    } else {
                        asking.call().tick(now);
                    }
                }
            }
        });
    }

    /** Ends a request because the node stops. */
    void abort(Exchange x) {
        ending.guarded(x, () -> {
            AttemptFailure stopped = new AttemptFailure.Stopped();
            if (x.call() != null) {
                x.underWay().forEach(asking -> asking.call().fail(stopped));
            } else if (x.answer.begun()) {
                // It waits for somebody who goes on with its stream.
                ending.breakOff(x, ErrorMapping.of(stopped), stopped.message());
            } else {
                ending.refuse(x, new Refusal.Stopping(), x.bodyRead < 0);
            }
        });
    }
}
