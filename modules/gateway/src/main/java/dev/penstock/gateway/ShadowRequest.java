package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.core.RequestFacts;
import dev.penstock.shadow.ShadowCopy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request for a candidate.
 *
 * @param betaFeatures the features that the caller asked for by header, if any
 * @param labels names in the request's metadata that Penstock itself reads
 * @param facts what the user's request asked for
 * @param shadowOf the trace id of the request that the user made
 */
record ShadowRequest(
        ShadowLane lane,
        CopyTerms terms,
        Release candidateRelease,
        CallerRequest request,
        @Nullable String betaFeatures,
        Set<String> labels,
        RequestFacts facts,
        String traceId,
        String shadowOf,
        @Nullable String caller,
        long revision)
        implements ShadowCopy {
    @Override
    public String route() {
        return candidateRelease.route().name();
    }

    @Override
    public String candidate() {
        return candidateRelease.id();
    }

    @Override
    public long bytes() {
        return request.body().bytes().length;
    }

    @Override
    public void send(Runnable done) {
        lane.send(this, done);
    }

    @Override
    public void dropped() {
        // It holds nothing but itself.
    }
}
