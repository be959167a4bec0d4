package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.healing.Breaker;
import dev.penstock.healing.Change;
import dev.penstock.providers.Transcript;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One target that is asked for a request, or was. Belongs to one event loop. */
final class Asking {
    /** Its place in the request's order. */
    final int place;
    /** Whether nobody was asked before. */
    final boolean isFirst;

    final Release.Rung rung;
    /** What is different from the first time that the target was asked. */
    final @Nullable Change change;
    /** Tools that were stopped when it was asked. */
    final Set<String> stoppedTools;
    /** Is told what comes of the call. */
    final Breaker.Permit permit;
    /** What its caller has once all of its stream so far is handed on; null where nobody would go on with it. */
    final @Nullable Transcript transcript;

    private @Nullable TargetCall call;
    /** Whether what came of it is known and told. */
    private boolean over;

    Asking(
            int place,
            boolean isFirst,
            Release.Rung rung,
            @Nullable Change change,
            Set<String> stoppedTools,
            Breaker.Permit permit,
            @Nullable Transcript transcript) {
        this.place = place;
        this.isFirst = isFirst;
        this.rung = rung;
        this.change = change;
        this.stoppedTools = stoppedTools;
        this.permit = permit;
        this.transcript = transcript;
    }

    /** By this call. */
    void by(TargetCall made) {
        call = made;
    }

    TargetCall call() {
        return Objects.requireNonNull(call);
    }

    boolean isUnderWay() {
        return call != null && !over;
    }

    void over() {
        over = true;
    }
}
