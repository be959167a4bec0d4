package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Look.Canary;
import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import dev.penstock.app.chaos.Write.Outcome;
import java.util.List;

/** What all nodes show at the end of a history, and what must have come of the writes by then. */
final class LastLooks {
    private final History history;
    private final Certainty sure;
    private final Looks looks;
    private final Violations violations;

    LastLooks(History history, Certainty sure, Looks looks, Violations violations) {
        this.history = history;
        this.sure = sure;
        this.looks = looks;
        this.violations = violations;
    }

    void check() {
        if (history.last().isEmpty()) {
            return;
        }
        Picture picture = history.last().getFirst().picture();
        for (Look look : history.last()) {
            violations.require(
                    look.picture().equals(picture),
                    () -> "at the end nodes differ: " + history.last().getFirst() + " shows " + picture + ", " + look
                            + " shows " + look.picture());
            looks.check(look);
        }
        history.writes().stream()
                .filter(write -> write.isDone() && sure.isKept(write))
                .forEach(write -> looks.checkStands(write, history.last().getFirst()));
        picture.routes().forEach((name, route) -> {
            checkOrder(name, route);
            checkServes(name, route);
            checkCanary(name, route);
        });
    }

    private void checkOrder(String name, Route route) {
        List<String> releases = route.releases();
        for (int i = 0; i < releases.size(); i++) {
            for (int j = i + 1; j < releases.size(); j++) {
                Write first = sure.write(releases.get(i));
                Write second = sure.write(releases.get(j));
                violations.require(
                        first == null || second == null || !second.isBefore(first),
                        () -> "at the end of " + name + ": " + first + " comes before " + second);
            }
        }
        for (Look look : history.looks()) {
            Route seen = look.picture().routes().get(name);
            if (seen != null) {
                List<String> then =
                        seen.releases().stream().filter(releases::contains).toList();
                List<String> now = releases.stream().filter(then::contains).toList();
                violations.require(
                        then.equals(now),
                        () -> "on " + look + ": the order of " + name + " was " + then + ", is " + now);
            }
        }
    }

    private void checkServes(String name, Route route) {
        List<Write> possible = history.writes().stream()
                .filter(write -> write.deed().route().equals(name)
                        && write.outcome() != Outcome.NOTHING
                        && Certainty.activated(write)
                                .filter(release -> !route.withdrawn().contains(release))
                                .isPresent())
                .toList();
        String serves = route.serves();
        if (serves == null) {
            violations.require(
                    possible.stream().noneMatch(Write::isDone),
                    () -> "at the end " + name + " serves nothing, after " + possible);
            return;
        }
        violations.require(
                latest(possible).stream()
                        .anyMatch(write -> Certainty.activated(write)
                                .filter(serves::equals)
                                .isPresent()),
                () -> "at the end " + name + " serves " + serves + ", expected what one of these activated: "
                        + latest(possible));
    }

    private void checkCanary(String name, Route route) {
        List<Write> possible = sure.writes(Deed.SetCanary.class)
                .filter(write -> write.deed().route().equals(name) && write.outcome() != Outcome.NOTHING)
                .toList();
        Canary canary = route.canary();
        if (canary == null) {
            latest(possible).stream()
                    .filter(Write::isDone)
                    .forEach(write -> violations.require(
                            mayBeOver(write, route), () -> "at the end " + name + " has no canary, after " + write));
            return;
        }
        violations.require(
                latest(possible).stream().anyMatch(write -> write.reason().equals(canary.reason())),
                () -> "at the end " + name + " has the canary " + canary.reason() + ", expected one of "
                        + latest(possible));
        Write set = sure.write(canary.reason());
        sure.done(Deed.EndCanary.class)
                .filter(end -> end.deed().route().equals(name))
                .forEach(end -> violations.require(
                        set == null || !sure.isSureBefore(set, end),
                        () -> "at the end " + name + " has the canary of " + set + " in spite of " + end));
        history.writes().stream()
                .filter(write -> write.isDone()
                        && write.deed().route().equals(name)
                        && Certainty.activated(write).isPresent())
                .forEach(activation -> violations.require(
                        set == null || !set.isBefore(activation),
                        () -> "at the end " + name + " has the canary of " + set + ", which " + activation + " ended"));
    }

    /** Those after which no other was acknowledged. */
    private static List<Write> latest(List<Write> writes) {
        return writes.stream()
                .filter(write -> writes.stream().noneMatch(other -> other.isDone() && write.isBefore(other)))
                .toList();
    }

    private boolean mayBeOver(Write canary, Route route) {
        Deed.SetCanary terms = (Deed.SetCanary) canary.deed();
        return route.withdrawn().contains(terms.candidate())
                || terms.candidate().equals(route.serves())
                || history.writes().stream()
                        .filter(write -> write.deed().route().equals(terms.route())
                                && write.outcome() != Outcome.NOTHING
                                && !write.isBefore(canary))
                        .anyMatch(write -> write.deed() instanceof Deed.EndCanary
                                || Certainty.activated(write).isPresent());
    }
}
