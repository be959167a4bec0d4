package dev.penstock.core.state;

import dev.penstock.core.Share;
import dev.penstock.core.state.RouteState.Activation;
import dev.penstock.core.state.RouteState.Canary;
import dev.penstock.core.state.RouteState.Eval;
import dev.penstock.core.state.RouteState.Published;
import dev.penstock.core.state.RouteState.Shadow;
import dev.penstock.core.state.RouteState.Withdrawn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the effective records about one route make of it: those of the chain in its order, those that stop something at
 * any time.
 */
final class RouteFold {
    private final String route;
    private final Map<String, Published> releases = new LinkedHashMap<>();
    private final List<Activation> activations = new ArrayList<>();
    private final TreeSet<Withdrawn> withdraws =
            new TreeSet<>(Comparator.comparing(Withdrawn::record, ControlRecord.ORDER));
    /** The newest first. */
    private final List<Eval> evals = new ArrayList<>();
    /** Ids of records that another one has ended or taken back. */
    private final Set<String> over = new HashSet<>();

    private final RolloutFold rollouts = new RolloutFold();
    private @Nullable Canary canary;
    private @Nullable Shadow shadow;
    private @Nullable RouteState state;

    RouteFold(String route) {
        this.route = route;
    }

    /** A release's number; above all others if it is not known. */
    int number(String release) {
        Published published = releases.get(release);
        return published == null ? Integer.MAX_VALUE : published.number();
    }

    void add(ControlRecord record, Command.OfRoute command) {
        state = null;
        switch (command) {
            case Command.PublishRelease(var content, boolean activate) -> {
                String id = content.id();
                releases.putIfAbsent(id, new Published(releases.size() + 1, id, content, record));
                if (activate) {
                    activated(id, record);
                }
            }
            case Command.Activate(String _, String release, List<String> overWithdraws) -> {
                over.addAll(overWithdraws);
                activated(release, record);
            }
            case Command.Withdraw(String _, String release) -> withdraws.add(new Withdrawn(release, record));
            case Command.SetCanary terms -> canary = new Canary(terms, record);
            case Command.EndCanary(String _, List<String> canaries) -> over.addAll(canaries);
            case Command.SetShadow terms -> shadow = new Shadow(terms, record);
            case Command.EndShadow(String _, List<String> shadows) -> over.addAll(shadows);
            case Command.RecordEval terms -> evaluated(new Eval(terms, record));
            case Command.StartRollout start -> {
                over.addAll(start.overWithdraws());
                rollouts.start(record, start);
            }
            case Command.EnterStage enter -> {
                over.addAll(enter.overPauses());
                rollouts.enter(record, enter);
            }
            case Command.ApproveStage approve -> rollouts.approve(record, approve);
            case Command.PauseRollout pause -> rollouts.pause(record, pause);
            case Command.ResumeRollout resume -> {
                over.addAll(resume.overPauses());
                rollouts.resume(record, resume);
            }
            case Command.EndRollout(String _, List<String> ended) -> rollouts.end(record, ended);
        }
    }

    private void evaluated(Eval newest) {
        evals.removeIf(
                eval -> eval.isOf(newest.terms().candidate(), newest.terms().baseline()));
        evals.addFirst(newest);
        if (evals.size() > RouteState.MOST_EVALS) {
            evals.removeLast();
        }
    }

    /**
     * Ends the canary: its candidate was compared with what was current before. Ends the shadow too if its candidate is
     * current now.
     */
    private void activated(String release, ControlRecord record) {
        activations.removeIf(activation -> activation.release().equals(release));
        activations.addFirst(new Activation(release, record));
        rollouts.activated(release, record);
        canary = null;
        if (shadow != null && shadow.terms().candidate().equals(release)) {
            shadow = null;
        }
    }

    /** The ids of the records that determine the state. */
    Set<String> standing() {
        Set<String> ids = new HashSet<>();
        withdraws.forEach(withdrawn -> ids.add(withdrawn.record().id()));
        if (canary != null) {
            ids.add(canary.record().id());
        }
        if (shadow != null) {
            ids.add(shadow.record().id());
        }
        ids.removeAll(over);
        ids.addAll(rollouts.standing(over));
        releases.values().forEach(release -> ids.add(release.record().id()));
        activations.forEach(activation -> ids.add(activation.record().id()));
        evals.forEach(eval -> ids.add(eval.record().id()));
        return ids;
    }

    /** The ids of all that was ended or taken back. */
    Set<String> ended() {
        return over;
    }

    RouteState state() {
        if (state == null) {
            state = compute();
        }
        return state;
    }

    private RouteState compute() {
        List<Withdrawn> standing = withdraws.stream()
                .filter(withdrawn -> !over.contains(withdrawn.record().id()))
                .toList();
        Set<String> withdrawn = new HashSet<>();
        standing.forEach(one -> withdrawn.add(one.release()));
        List<Activation> serving = activations.stream()
                .filter(activation -> mayServe(activation.release(), withdrawn))
                .toList();
        String current = serving.isEmpty() ? null : serving.getFirst().release();
        RolloutState rollout = rollouts.state(standing, over);
        boolean canaryStands = canary != null
                && !over.contains(canary.record().id())
                && mayServe(canary.terms().candidate(), withdrawn)
                && !canary.terms().candidate().equals(current);
        boolean shadowStands = shadow != null
                && !over.contains(shadow.record().id())
                && mayServe(shadow.terms().candidate(), withdrawn);
        return new RouteState(
                route,
                List.copyOf(releases.values()),
                serving,
                standing,
                rollout != null && rollout.isOn() ? canaryOf(rollout) : canaryStands ? canary : null,
                shadowStands ? shadow : null,
                rollout,
                evals,
                rolledBack(standing));
    }

    /** The share of the stage that a rollout is in, known by the record that started it. */
    private static @Nullable Canary canaryOf(RolloutState rollout) {
        if (rollout.share().equals(Share.NOTHING)) {
            return null;
        }
        Command.StartRollout terms = rollout.terms();
        return new Canary(
                new Command.SetCanary(terms.route(), terms.candidate(), rollout.share(), terms.sticky(), terms.salt()),
                rollout.record());
    }

    private @Nullable Withdrawn rolledBack(List<Withdrawn> standing) {
        String newest = newestChange();
        return standing.stream()
                .filter(withdrawn -> withdrawn.release().equals(newest))
                .findFirst()
                .orElse(null);
    }

    /** The release that was given traffic last, whether it was withdrawn since or not. */
    private @Nullable String newestChange() {
        String candidate = rollouts.candidate();
        if (candidate != null) {
            return candidate;
        }
        if (canary != null && !over.contains(canary.record().id())) {
            return canary.terms().candidate();
        }
        return activations.isEmpty() ? null : activations.getFirst().release();
    }

    private boolean mayServe(String release, Set<String> withdrawn) {
        return releases.containsKey(release) && !withdrawn.contains(release);
    }
}
