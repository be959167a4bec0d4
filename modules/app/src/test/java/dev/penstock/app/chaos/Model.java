package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Look.Canary;
import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import dev.penstock.app.chaos.Write.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Says what in a history breaks a promise:
 *
 * <ul>
 *   <li>a kill or withdraw that was acknowledged is in effect where it was said to be, from then on, and on every node
 *       that could hear one that has it for {@link #REACH};
 *   <li>what was refused is in effect nowhere at any time; what resumes something is in effect nowhere as long as its
 *       node could reach no majority;
 *   <li>what was acknowledged is there at the end, unless something acknowledged, or perhaps done, came after it;
 *   <li>at the end all nodes show the same, and releases are in the order in which they were acknowledged.
 * </ul>
 *
 * What is not known counts as whatever makes the history good.
 */
final class Model {
    /** How long nodes that can hear each other again may need to find each other. */
    static final Duration REACH = Duration.ofSeconds(20);

    private static final int STOPPED = 503;

    private final History history;
    private final Faults faults;
    /** In the order in which they were found, each once. */
    private final Set<String> violations = new LinkedHashSet<>();

    private final Map<String, Write> byReason = new HashMap<>();
    private final Map<String, String> killsById = new HashMap<>();

    private Model(History history) {
        this.history = history;
        this.faults = history.faults();
        history.writes().forEach(write -> byReason.put(write.reason(), write));
        Stream.concat(history.looks().stream(), history.last().stream())
                .forEach(look -> killsById.putAll(look.picture().kills()));
        done(Deed.Kill.class).forEach(write -> killsById.put(write.receipt().id(), write.reason()));
    }

    /** What is wrong; empty if nothing is. */
    static List<String> violations(History history) {
        Model model = new Model(history);
        model.checkAnswers();
        history.looks().forEach(model::checkLook);
        history.asks().forEach(model::checkAsk);
        model.checkLast();
        return List.copyOf(model.violations);
    }

    // --- the answers themselves

    private void checkAnswers() {
        for (Write write : history.writes()) {
            if (!write.isDone()) {
                continue;
            }
            boolean resuming = write.deed() instanceof Deed.Resuming;
            require(
                    write.receipt().journaled() >= (resuming ? history.majority() : 1),
                    () -> "acknowledged on too few disks: " + write);
            require(
                    !resuming || !faults.isAlone(write.node(), history.majority(), write.begunUs(), write.endedUs()),
                    () -> "acknowledged without a majority in reach: " + write);
        }
    }

    // --- one look at a node

    private void checkLook(Look look) {
        Picture picture = look.picture();
        for (Write write : history.writes()) {
            if (write.isDone() && isSure(write, look.node(), look.begunUs())) {
                checkStands(write, look);
            }
        }
        for (String kill : picture.kills().values()) {
            require(
                    mayBe(kill, Deed.Kill.class, look.endedUs()),
                    () -> "on " + look + ": a kill that nobody made: " + of(kill));
        }
        picture.routes().forEach((name, route) -> checkAllowed(name, route, look));
    }

    private void checkStands(Write write, Look look) {
        Map<String, String> kills = look.picture().kills();
        Optional<Route> route =
                Optional.ofNullable(look.picture().routes().get(write.deed().route()));
        switch (write.deed()) {
            case Deed.Kill _ ->
                require(
                        kills.containsKey(write.receipt().id()) || mayBeLifted(write, look.endedUs()),
                        () -> "on " + look + ": not in effect: " + write);
            case Deed.Lift _ ->
                require(
                        write.receipt().lifted().stream().noneMatch(kills::containsKey),
                        () -> "on " + look + ": still killed after " + write);
            case Deed.Withdraw(String _, String release) ->
                require(
                        route.map(shown -> isWithdrawn(release, shown)).orElse(false),
                        () -> "on " + look + ": not in effect: " + write);
            case Deed.Publish _ ->
                require(
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
            require(
                    mayBe(release, Deed.Publish.class, look.endedUs()),
                    () -> "on " + look + ": a release that must not be: " + of(release));
        }
        String serves = route.serves();
        require(
                serves == null || activations(serves, look.endedUs()).findAny().isPresent(),
                () -> "on " + look + ": " + name + " serves what nobody has activated: " + serves);
        Canary canary = route.canary();
        if (canary != null) {
            Deed terms = new Deed.SetCanary(name, canary.candidate(), canary.share());
            require(
                    writes(Deed.SetCanary.class)
                            .anyMatch(write -> write.reason().equals(canary.reason())
                                    && write.deed().equals(terms)
                                    && mayBe(write, look.endedUs())),
                    () -> "on " + look + ": a canary that must not be: " + of(canary.reason()) + ", shown as " + terms);
        }
        for (String release : route.withdrawn()) {
            require(
                    writes(Deed.Withdraw.class)
                            .anyMatch(write -> mayBe(write, look.endedUs())
                                    && ((Deed.Withdraw) write.deed()).release().equals(release)),
                    () -> "on " + look + ": withdrawn by nobody: " + release);
        }
    }

    // --- one request

    private void checkAsk(Ask ask) {
        for (Write write : history.writes()) {
            if (!write.isDone()
                    || !write.deed().route().equals(ask.route())
                    || !isSure(write, ask.node(), ask.begunUs())) {
                continue;
            }
            switch (write.deed()) {
                case Deed.Kill _ ->
                    require(
                            isStopped(ask) || mayBeLifted(write, ask.endedUs()),
                            () -> ask + " was not stopped by " + write);
                case Deed.Lift _ ->
                    require(
                            write.receipt().lifted().stream()
                                    .noneMatch(id -> Objects.equals(killsById.get(id), ask.kill())),
                            () -> ask + " was stopped by what was lifted by " + write);
                case Deed.Withdraw(String _, String release) ->
                    require(
                            ask.release() == null
                                    || !release.equals(history.releases().get(ask.release())),
                            () -> ask + " was served by what was taken back by " + write);
                case Deed.Publish _, Deed.Activate _, Deed.SetCanary _, Deed.EndCanary _ -> {}
            }
        }
        String kill = ask.kill();
        require(
                kill == null || mayBe(kill, Deed.Kill.class, ask.endedUs()),
                () -> ask + " was stopped by a kill that nobody made: " + kill);
    }

    /** By a kill, or before that, for the route has nothing that may serve. */
    private static boolean isStopped(Ask ask) {
        return ask.status() == STOPPED && (ask.kill() != null || ask.release() == null);
    }

    // --- the end

    private void checkLast() {
        if (history.last().isEmpty()) {
            return;
        }
        Picture picture = history.last().getFirst().picture();
        for (Look look : history.last()) {
            require(
                    look.picture().equals(picture),
                    () -> "at the end nodes differ: " + history.last().getFirst() + " shows " + picture + ", " + look
                            + " shows " + look.picture());
            checkLook(look);
        }
        history.writes().stream()
                .filter(write -> write.isDone() && isKept(write))
                .forEach(write -> checkStands(write, history.last().getFirst()));
        picture.routes().forEach((name, route) -> {
            checkOrder(name, route);
            checkServes(name, route);
            checkCanary(name, route);
        });
    }

    /** Whether more disks had it than were lost. */
    private boolean isKept(Write write) {
        return write.receipt().journaled() > faults.disksLostWith(write);
    }

    private void checkOrder(String name, Route route) {
        List<String> releases = route.releases();
        for (int i = 0; i < releases.size(); i++) {
            for (int j = i + 1; j < releases.size(); j++) {
                Write first = byReason.get(releases.get(i));
                Write second = byReason.get(releases.get(j));
                require(
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
                require(
                        then.equals(now),
                        () -> "on " + look + ": the order of " + name + " was " + then + ", is " + now);
            }
        }
    }

    private void checkServes(String name, Route route) {
        List<Write> possible = history.writes().stream()
                .filter(write -> write.deed().route().equals(name)
                        && write.outcome() != Outcome.NOTHING
                        && activated(write)
                                .filter(release -> !route.withdrawn().contains(release))
                                .isPresent())
                .toList();
        String serves = route.serves();
        if (serves == null) {
            require(
                    possible.stream().noneMatch(Write::isDone),
                    () -> "at the end " + name + " serves nothing, after " + possible);
            return;
        }
        require(
                latest(possible).stream()
                        .anyMatch(
                                write -> activated(write).filter(serves::equals).isPresent()),
                () -> "at the end " + name + " serves " + serves + ", expected what one of these activated: "
                        + latest(possible));
    }

    private void checkCanary(String name, Route route) {
        List<Write> possible = writes(Deed.SetCanary.class)
                .filter(write -> write.deed().route().equals(name) && write.outcome() != Outcome.NOTHING)
                .toList();
        Canary canary = route.canary();
        if (canary == null) {
            latest(possible).stream()
                    .filter(Write::isDone)
                    .forEach(write -> require(
                            mayBeOver(write, route), () -> "at the end " + name + " has no canary, after " + write));
            return;
        }
        require(
                latest(possible).stream().anyMatch(write -> write.reason().equals(canary.reason())),
                () -> "at the end " + name + " has the canary " + canary.reason() + ", expected one of "
                        + latest(possible));
        Write set = byReason.get(canary.reason());
        done(Deed.EndCanary.class)
                .filter(end -> end.deed().route().equals(name))
                .forEach(end -> require(
                        set == null || !isSureBefore(set, end),
                        () -> "at the end " + name + " has the canary of " + set + " in spite of " + end));
        history.writes().stream()
                .filter(write -> write.isDone()
                        && write.deed().route().equals(name)
                        && activated(write).isPresent())
                .forEach(activation -> require(
                        set == null || !set.isBefore(activation),
                        () -> "at the end " + name + " has the canary of " + set + ", which " + activation + " ended"));
    }

    /** Those after which no other was acknowledged. */
    private static List<Write> latest(List<Write> writes) {
        return writes.stream()
                .filter(write -> writes.stream().noneMatch(other -> other.isDone() && write.isBefore(other)))
                .toList();
    }

    private boolean isSureBefore(Write write, Write later) {
        return write.isDone() && write.isBefore(later) && isSure(write, later.node(), later.begunUs());
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
                                || activated(write).isPresent());
    }

    // --- what must be, and what may be

    /**
     * Whether a write that was acknowledged must be in effect on a node at a time, unless another write has ended it.
     */
    private boolean isSure(Write write, String node, long atUs) {
        return holds(write, node, atUs)
                || (write.deed() instanceof Deed.Stopping
                        && isKept(write)
                        && history.nodes().stream().anyMatch(other -> hasReached(write, other, node, atUs)));
    }

    private boolean hasReached(Write write, String from, String to, long atUs) {
        long since = atUs - REACH.toNanos() / 1_000;
        return write.endedUs() <= since && holds(write, from, atUs) && faults.together(from, to, since, atUs);
    }

    /** Whether a node has it in memory, or on the disk that it was started from. */
    private boolean holds(Write write, String node, long atUs) {
        if (write.endedUs() >= atUs || !write.receipt().applied().contains(node)) {
            return false;
        }
        if (!faults.died(node, write.begunUs(), atUs)) {
            return true;
        }
        boolean onAllDisks =
                write.receipt().journaled() >= write.receipt().applied().size();
        return onAllDisks && write.deed() instanceof Deed.Stopping && !faults.lost(node, write.begunUs(), atUs);
    }

    private boolean mayBeLifted(Write kill, long byUs) {
        return writes(Deed.Lift.class)
                .anyMatch(lift -> lift.deed().route().equals(kill.deed().route())
                        && mayBe(lift, byUs)
                        && (lift.outcome() == Outcome.UNKNOWN
                                || lift.receipt()
                                        .lifted()
                                        .contains(kill.receipt().id())));
    }

    private boolean mayBe(String reason, Class<? extends Deed> deed, long byUs) {
        Write write = byReason.get(reason);
        return write != null && deed.isInstance(write.deed()) && mayBe(write, byUs);
    }

    /** Whether a write may be in effect anywhere at a time. */
    private boolean mayBe(Write write, long byUs) {
        return write.outcome() != Outcome.NOTHING
                && write.begunUs() < byUs
                && !(write.deed() instanceof Deed.Resuming
                        && faults.isAlone(write.node(), history.majority(), write.begunUs(), byUs));
    }

    private Stream<Write> activations(String release, long byUs) {
        return history.writes().stream()
                .filter(write -> activated(write).filter(release::equals).isPresent() && mayBe(write, byUs));
    }

    /** The release that a write makes the current one. */
    private static Optional<String> activated(Write write) {
        return switch (write.deed()) {
            case Deed.Publish(String _, boolean activate) -> activate ? Optional.of(write.reason()) : Optional.empty();
            case Deed.Activate(String _, String release) -> Optional.of(release);
            case Deed.Kill _, Deed.Lift _, Deed.SetCanary _, Deed.EndCanary _, Deed.Withdraw _ -> Optional.empty();
        };
    }

    private Stream<Write> writes(Class<? extends Deed> deed) {
        return history.writes().stream().filter(write -> deed.isInstance(write.deed()));
    }

    private Stream<Write> done(Class<? extends Deed> deed) {
        return writes(deed).filter(Write::isDone);
    }

    private String of(String reason) {
        return Objects.toString(byReason.get(reason), reason);
    }

    private void require(boolean so, Supplier<String> otherwise) {
        if (!so) {
            violations.add(otherwise.get());
        }
    }
}
