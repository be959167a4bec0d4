package dev.penstock.app.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Says what in a history breaks a promise:
 *
 * <ul>
 *   <li>a kill or withdraw that was acknowledged is in effect where it was said to be, from then on, and on every node
 *       that could hear one that has it for {@link Certainty#REACH};
 *   <li>what was refused is in effect nowhere at any time; what resumes something is in effect nowhere as long as its
 *       node could reach no majority;
 *   <li>what was acknowledged is there at the end, unless something acknowledged, or perhaps done, came after it;
 *   <li>at the end all nodes show the same, and releases are in the order in which they were acknowledged;
 *   <li>of no budget more is spent than there is, nor by a node more than it was granted.
 * </ul>
 *
 * What is not known counts as whatever makes the history good.
 */
final class Model {
    private static final int STOPPED = 503;

    private final History history;
    private final Faults faults;
    private final Certainty sure;
    private final Violations violations = new Violations();
    private final Map<String, String> killsById = new HashMap<>();

    private Model(History history) {
        this.history = history;
        this.faults = history.faults();
        this.sure = new Certainty(history);
        Stream.concat(history.looks().stream(), history.last().stream())
                .forEach(look -> killsById.putAll(look.picture().kills()));
        sure.done(Deed.Kill.class)
                .forEach(write -> killsById.put(write.receipt().id(), write.reason()));
    }

    /** What is wrong; empty if nothing is. */
    static List<String> violations(History history) {
        Model model = new Model(history);
        model.checkAnswers();
        Looks looks = new Looks(history, model.sure, model.violations);
        history.looks().forEach(looks::check);
        history.asks().forEach(model::checkAsk);
        new LastLooks(history, model.sure, looks, model.violations).check();
        new Spent(history).check(model.violations);
        return model.violations.found();
    }

    private void checkAnswers() {
        for (Write write : history.writes()) {
            if (!write.isDone()) {
                continue;
            }
            boolean resuming = write.deed() instanceof Deed.Resuming;
            violations.require(
                    write.receipt().journaled() >= (resuming ? history.majority() : 1),
                    () -> "acknowledged on too few disks: " + write);
            violations.require(
                    !resuming || !faults.isAlone(write.node(), history.majority(), write.begunUs(), write.endedUs()),
                    () -> "acknowledged without a majority in reach: " + write);
        }
    }

    private void checkAsk(Ask ask) {
        for (Write write : history.writes()) {
            if (!write.isDone()
                    || !write.deed().route().equals(ask.route())
                    || !sure.isSure(write, ask.node(), ask.begunUs())) {
                continue;
            }
            switch (write.deed()) {
                case Deed.Kill _ ->
                    violations.require(
                            isStopped(ask) || sure.mayBeLifted(write, ask.endedUs()),
                            () -> ask + " was not stopped by " + write);
                case Deed.Lift _ ->
                    violations.require(
                            write.receipt().lifted().stream()
                                    .noneMatch(id -> Objects.equals(killsById.get(id), ask.kill())),
                            () -> ask + " was stopped by what was lifted by " + write);
                case Deed.Withdraw(String _, String release) ->
                    violations.require(
                            ask.release() == null
                                    || !release.equals(history.releases().get(ask.release())),
                            () -> ask + " was served by what was taken back by " + write);
                case Deed.Publish _, Deed.Activate _, Deed.SetCanary _, Deed.EndCanary _ -> {}
            }
        }
        String kill = ask.kill();
        violations.require(
                kill == null || sure.mayBe(kill, Deed.Kill.class, ask.endedUs()),
                () -> ask + " was stopped by a kill that nobody made: " + kill);
    }

    /** By a kill, or before that, for the route has nothing that may serve. */
    private static boolean isStopped(Ask ask) {
        return ask.status() == STOPPED && (ask.kill() != null || ask.release() == null);
    }
}
