package dev.penstock.gateway;

import dev.penstock.canary.Arm;
import dev.penstock.canary.Assignment;
import dev.penstock.canary.Split;
import dev.penstock.core.Release;
import dev.penstock.core.state.Sticky;
import dev.penstock.killswitch.Kills;
import dev.penstock.shadow.ShadowPlan;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one route does with requests, at one revision.
 *
 * @param current the release that serves; null if all that ever did were withdrawn
 * @param canary a candidate for a share of them
 * @param shadow a candidate for copies of them
 * @param labels names in requests' metadata that the split and the routers read
 */
record RoutePlan(
        String route,
        @Nullable Release current,
        @Nullable Canary canary,
        @Nullable Shadow shadow,
        Set<String> labels) {
    /** A candidate with its share. */
    record Canary(Release candidate, Split split, Sticky sticky) {}

    /** A candidate that nobody sees. */
    record Shadow(Release candidate, ShadowPlan plan) {}

    /**
     * The release for one request.
     *
     * @param assignment the side of the split; null where there is none
     * @param why why it is on this side; null where there is none
     */
    record Choice(
            @Nullable Release release,
            @Nullable Assignment assignment,
            @Nullable String why) {}

    /** All releases that may serve it or get copies of its requests. */
    Stream<Release> releases() {
        return Stream.of(current, canary == null ? null : canary.candidate, shadow == null ? null : shadow.candidate)
                .filter(Objects::nonNull);
    }

    /**
     * The release for one request, whose caller's key has this name if it has one.
     *
     * @param inContact whether a majority of the voters answered this node lately; if not, it gives candidates nothing
     */
    Choice choose(
            CallerRequest request,
            HttpServerRequest http,
            String traceId,
            @Nullable String callerName,
            Kills kills,
            InstantSource clock,
            boolean inContact) {
        if (canary == null) {
            return new Choice(current, null, null);
        }
        if (!inContact) {
            return new Choice(current, null, "this node has no contact with a majority: no candidate gets traffic");
        }
        String key = StickyKey.of(canary.sticky, request, http);
        Assignment assignment = key == null ? canary.split.assignKeyless(traceId) : canary.split.assign(key);
        if (assignment.arm() == Arm.BASELINE) {
            return new Choice(current, assignment, assignment.reason());
        }
        // Who was drawn must not pay for a candidate that is stopped, or that asks for more than the current release.
        if (isStopped(canary.candidate, callerName, kills, clock)) {
            return new Choice(current, null, assignment.reason() + ", but the candidate is stopped");
        }
        if (RouteRules.check(request, canary.candidate.route()) != null
                || Rendering.missing(request, canary.candidate) != null) {
            return new Choice(current, null, assignment.reason() + ", but the candidate refuses such a request");
        }
        return new Choice(canary.candidate, assignment, assignment.reason());
    }

    /** Whether none of its targets may be asked. */
    private static boolean isStopped(Release candidate, @Nullable String callerName, Kills kills, InstantSource clock) {
        for (Release.Rung rung : candidate.ladder()) {
            if (kills.find(candidate, callerName, rung.target(), clock) == null) {
                return false;
            }
        }
        return true;
    }
}
