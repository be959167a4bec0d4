package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Look.Canary;
import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import java.util.Map;
import java.util.Optional;

/** What a node shows at any time: what must be in effect there is, and nothing that must not be. */
final class Looks {
    private final History history;
    private final Certainty sure;
    private final Violations violations;

    Looks(History history, Certainty sure, Violations violations) {
        this.history = history;
        this.sure = sure;
        this.violations = violations;
    }

    void check(Look look) {
        Picture picture = look.picture();
        for (Write write : history.writes()) {
            if (write.isDone() && sure.isSure(write, look.node(), look.begunUs())) {
                checkStands(write, look);
            }
        }
        for (String kill : picture.kills().values()) {
            violations.require(
                    sure.mayBe(kill, Deed.Kill.class, look.endedUs()),
                    () -> "on " + look + ": a kill that nobody made: " + sure.of(kill));
        }
        picture.routes().forEach((name, route) -> checkAllowed(name, route, look));
    }

    /** Whether a write is in effect as a look has it. */
    void checkStands(Write write, Look look) {
        Map<String, String> kills = look.picture().kills();
        Optional<Route> route =
                Optional.ofNullable(look.picture().routes().get(write.deed().route()));
        switch (write.deed()) {
            case Deed.Kill _ ->
                violations.require(
                        kills.containsKey(write.receipt().id()) || sure.mayBeLifted(write, look.endedUs()),
                        () -> "on " + look + ": not in effect: " + write);
            case Deed.Lift _ ->
                violations.require(
                        write.receipt().lifted().stream().noneMatch(kills::containsKey),
                        () -> "on " + look + ": still killed after " + write);
            case Deed.Withdraw(String _, String release) ->
                violations.require(
                        route.map(shown -> isWithdrawn(release, shown)).orElse(false),
                        () -> "on " + look + ": not in effect: " + write);
            case Deed.Publish _ ->
                violations.require(
                        route.map(shown -> shown.releases().contains(write.reason()))
                                .orElse(false),
                        () -> "on " + look + ": not there: " + write);
            case Deed.Activate _, Deed.SetCanary _, Deed.EndCanary _ -> {
                // What came after them may hide them: the end of the history says whether they stand.
            }
        }
    }

    private static boolean isWithdrawn(String release, Route route) {
        // A withdraw may be there before the release that it names.
        return (route.withdrawn().contains(release) || !route.releases().contains(release))
                && !release.equals(route.serves())
                && (route.canary() == null || !release.equals(route.canary().candidate()));
    }

    private void checkAllowed(String name, Route route, Look look) {
        for (String release : route.releases()) {
            violations.require(
                    sure.mayBe(release, Deed.Publish.class, look.endedUs()),
                    () -> "on " + look + ": a release that must not be: " + sure.of(release));
        }
        String serves = route.serves();
        violations.require(
                serves == null
                        || sure.activations(serves, look.endedUs()).findAny().isPresent(),
                () -> "on " + look + ": " + name + " serves what nobody has activated: " + serves);
        Canary canary = route.canary();
        if (canary != null) {
            Deed terms = new Deed.SetCanary(name, canary.candidate(), canary.share());
            violations.require(
                    sure.writes(Deed.SetCanary.class)
                            .anyMatch(write -> write.reason().equals(canary.reason())
                                    && write.deed().equals(terms)
                                    && sure.mayBe(write, look.endedUs())),
                    () -> "on " + look + ": a canary that must not be: " + sure.of(canary.reason()) + ", shown as "
                            + terms);
        }
        for (String release : route.withdrawn()) {
            violations.require(
                    sure.writes(Deed.Withdraw.class)
                            .anyMatch(write -> sure.mayBe(write, look.endedUs())
                                    && ((Deed.Withdraw) write.deed()).release().equals(release)),
                    () -> "on " + look + ": withdrawn by nobody: " + release);
        }
    }
}
