package dev.penstock.gateway;

import dev.penstock.canary.Arm;
import dev.penstock.canary.Assignment;
import dev.penstock.canary.Drawn;
import dev.penstock.canary.Split;
import dev.penstock.core.Escrow;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
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
    /**
     * A candidate with its share.
     *
     * @param rollout the rollout that gives it that share; null where somebody has set it by hand
     */
    record Canary(
            Release candidate,
            Split split,
            Sticky sticky,
            @Nullable RolloutPlan rollout) {}

    /** A candidate that nobody sees. */
    record Shadow(Release candidate, ShadowPlan plan) {}

    /**
     * The release for one request.
     *
     * @param assignment the side of the split; null where there is none
     * @param why why it is on this side; null where there is none
     * @param part its part in the route's rollout; null where it has none
     */
    record Choice(
            @Nullable Release release,
            @Nullable Assignment assignment,
            @Nullable String why,
            @Nullable RolloutPart part) {
        private static Choice of(@Nullable Release release, @Nullable String why) {
            return new Choice(release, null, why, null);
        }
    }

    /** All releases that may serve it or get copies of its requests. */
    Stream<Release> releases() {
        return Stream.of(current, canary == null ? null : canary.candidate, shadow == null ? null : shadow.candidate)
                .filter(Objects::nonNull);
    }

    /**
     * The release for one request, whose caller's key has this name if it has one. A request that may not be split is
     * on neither side, whichever it would be drawn to: one rule for both, or they could not be compared.
     *
     * @param escrow where a rollout's candidate has what it may cost
     * @param inContact whether a majority of the voters answered this node lately; if not, it gives candidates nothing
     */
    Choice choose(
            CallerRequest request,
            HttpServerRequest http,
            String traceId,
            @Nullable String callerName,
            Kills kills,
            InstantSource clock,
            Escrow escrow,
            boolean inContact) {
        if (canary == null) {
            return Choice.of(current, null);
        }
        if (!inContact) {
            return Choice.of(current, "this node has no contact with a majority: no candidate gets traffic");
        }
        String key = StickyKey.of(canary.sticky, request, http);
        Assignment assignment = key == null ? canary.split.assignKeyless(traceId) : canary.split.assign(key);
        String why = whyNeither(canary, request, callerName, kills, clock);
        if (why != null) {
            return Choice.of(current, assignment.reason() + ", but " + why);
        }
        RolloutPlan rollout = canary.rollout;
        return rollout == null
                ? new Choice(released(canary, assignment.arm()), assignment, assignment.reason(), null)
                : inRollout(canary, rollout, assignment, key, request, traceId, escrow);
    }

    /** On its side of a rollout, if the stage's exposure lets the candidate have one more. */
    private Choice inRollout(
            Canary canary,
            RolloutPlan rollout,
            Assignment assignment,
            @Nullable String key,
            CallerRequest request,
            String traceId,
            Escrow escrow) {
        Exposed exposed = rollout.budgets().isEmpty()
                ? null
                : Exposed.hold(escrow, rollout.budgets(), () -> mostCost(canary.candidate, request));
        if (exposed == null && !rollout.budgets().isEmpty()) {
            return Choice.of(current, assignment.reason() + ", but this node has nothing left of the stage's exposure");
        }
        if (exposed != null && assignment.arm() == Arm.BASELINE) {
            exposed.giveBack();
        }
        Drawn drawn = new Drawn(
                rollout.id(),
                rollout.stage(),
                rollout.scoring(),
                assignment.arm(),
                assignment.isConcurrent(),
                rollout.chance(),
                canary.split.hash(key == null ? traceId : key),
                key == null,
                traceId);
        Release own = Objects.requireNonNull(released(canary, assignment.arm()));
        RolloutPart part = new RolloutPart(
                drawn, own, Objects.requireNonNull(current), assignment.arm() == Arm.BASELINE ? null : exposed);
        return new Choice(own, assignment, assignment.reason(), part);
    }

    private @Nullable Release released(Canary canary, Arm arm) {
        return arm == Arm.CANDIDATE ? canary.candidate : current;
    }

    /**
     * Why a request is on neither side; null where it may be on both. Nobody must pay for a candidate that is stopped,
     * or that asks for more than the current release. In a rollout the current release must be able to answer in the
     * candidate's place.
     */
    private @Nullable String whyNeither(
            Canary canary, CallerRequest request, @Nullable String callerName, Kills kills, InstantSource clock) {
        if (isStopped(canary.candidate, callerName, kills, clock)) {
            return "the candidate is stopped";
        }
        if (refuses(canary.candidate, request)) {
            return "the candidate refuses such a request";
        }
        if (canary.rollout == null) {
            return null;
        }
        return current == null || isStopped(current, callerName, kills, clock) || refuses(current, request)
                ? "the current release does not serve it"
                : null;
    }

    private static boolean refuses(Release release, CallerRequest request) {
        return RouteRules.check(request, release.route()) != null || Rendering.missing(request, release) != null;
    }

    /** In microdollars; more than anybody has where it is not known. */
    private static long mostCost(Release candidate, CallerRequest request) {
        if (!(Rendering.of(request, candidate) instanceof Result.Ok<Rendering>(Rendering rendering))) {
            return Long.MAX_VALUE;
        }
        long most = MostCost.microdollars(candidate, request, rendering.bytes());
        return most < 0 ? Long.MAX_VALUE : most;
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
