package dev.penstock.gateway;

import dev.penstock.shadow.ShadowDrop;
import dev.penstock.shadow.ShadowQueue;
import java.util.Locale;
import java.util.Objects;

/** Offers copies of requests to candidates whose answers nobody sees. One per event loop. */
final class Mirror {
    private final ShadowQueue queue;
    private final ShadowLane lane;
    private final TraceIds ids;

    Mirror(ShadowQueue queue, ShadowLane lane, TraceIds ids) {
        this.queue = queue;
        this.lane = lane;
        this.ids = ids;
    }

    /** Offers a copy of a request that was answered; the copy's trace id, or why there is none. */
    String offer(Exchange x, RoutePlan.Shadow shadow) {
        String traceId = ids.next(x.at.toEpochMilli());
        ShadowRequest copy = new ShadowRequest(
                lane,
                CopyTerms.ofShadow(shadow.candidate()),
                shadow.candidate(),
                Objects.requireNonNull(x.request),
                x.http.getHeader(TargetCall.ANTHROPIC_BETA),
                x.labels,
                x.facts,
                traceId,
                x.traceId,
                x.callerName(),
                x.revision);
        ShadowDrop drop = queue.offer(copy);
        return drop == null ? traceId : "dropped: " + drop.name().toLowerCase(Locale.ROOT);
    }
}
