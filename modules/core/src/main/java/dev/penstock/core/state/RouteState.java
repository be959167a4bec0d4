package dev.penstock.core.state;

import dev.penstock.core.ReleaseContent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one route.
 *
 * @param releases the published ones, the oldest first: a release's number is its place, from 1
 * @param activations those whose release is not withdrawn, the newest first
 * @param withdraws those in effect
 * @param canary the one in effect, if any
 * @param shadow the one in effect, if any
 * @param rollout the newest; null if there was none
 * @param evals the newest of each candidate and baseline, the newest first
 * @param rolledBack the withdraw that has taken the newest change back: an activation, or a canary while it runs; null
 *     where none has
 */
public record RouteState(
        String route,
        List<Published> releases,
        List<Activation> activations,
        List<Withdrawn> withdraws,
        @Nullable Canary canary,
        @Nullable Shadow shadow,
        @Nullable RolloutState rollout,
        List<Eval> evals,
        @Nullable Withdrawn rolledBack) {
    /** How many evals are kept; the oldest go first. */
    public static final int MOST_EVALS = 20;

    /** A route about which nothing was decided. */
    public static RouteState none(String route) {
        return new RouteState(route, List.of(), List.of(), List.of(), null, null, null, List.of(), null);
    }

    /** Whether nothing stands that was decided. */
    boolean isNone() {
        return releases.isEmpty()
                && activations.isEmpty()
                && withdraws.isEmpty()
                && canary == null
                && shadow == null
                && rollout == null
                && evals.isEmpty();
    }

    public RouteState {
        releases = List.copyOf(releases);
        activations = List.copyOf(activations);
        withdraws = List.copyOf(withdraws);
        evals = List.copyOf(evals);
    }

    /** A release that was made known. */
    public record Published(int number, String id, ReleaseContent content, ControlRecord record) {}

    /** A release that was made current. */
    public record Activation(String release, ControlRecord record) {}

    /** A release that must not serve. */
    public record Withdrawn(String release, ControlRecord record) {}

    /** A share of the route's traffic. */
    public record Canary(Command.SetCanary terms, ControlRecord record) {}

    /** Copies of the route's requests. */
    public record Shadow(Command.SetShadow terms, ControlRecord record) {}

    /** What came out of hand-made cases. */
    public record Eval(Command.RecordEval terms, ControlRecord record) {
        boolean isOf(String candidate, String baseline) {
            return terms.candidate().equals(candidate) && terms.baseline().equals(baseline);
        }
    }

    /** The newest eval of a candidate against a baseline, by their ids. */
    public Optional<Eval> eval(String candidate, String baseline) {
        return evals.stream().filter(eval -> eval.isOf(candidate, baseline)).findFirst();
    }

    /** The release that serves, if one was ever activated and is not withdrawn. */
    public Optional<String> current() {
        return activations.stream().findFirst().map(Activation::release);
    }

    /** A published release by its id, or by its number. */
    public Optional<Published> release(String idOrNumber) {
        return releases.stream()
                .filter(published -> published.id().equals(idOrNumber)
                        || Integer.toString(published.number()).equals(idOrNumber))
                .findFirst();
    }

    public boolean isWithdrawn(String release) {
        return withdraws.stream().anyMatch(withdrawn -> withdrawn.release().equals(release));
    }
}
