package dev.penstock.core.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was decided and is in effect.
 *
 * @param revision one more than the number of records that have an effect: nodes with the same records have the same
 * @param head the newest link of the chain of writes that needed a majority; empty before the first
 * @param links how many there are
 * @param voters who votes on the next one; empty: those that the files name
 * @param kills those that are not lifted, by their records' ids; some may have expired
 * @param routes what was decided about routes, by their names
 * @param budgets what was decided about budgets, by their names
 * @param triggers those that are not revoked, by their records' ids
 * @param policy what writes must keep to
 * @param approvals requests that were neither approved nor taken back, by their records' ids; some may have expired
 * @param rules what was decided about rules of healing
 * @param conflicts committed writes that have no effect, for another has their place in the chain
 * @param unknown records that only newer versions understand: how many of each kind
 */
public record ControlState(
        long revision,
        String head,
        long links,
        List<Voter> voters,
        Map<String, ActiveKill> kills,
        Map<String, RouteState> routes,
        Map<String, BudgetState> budgets,
        Map<String, ActiveTrigger> triggers,
        Policy policy,
        Map<String, OpenRequest> approvals,
        RuleState rules,
        List<ControlRecord> conflicts,
        Map<String, Integer> unknown) {
    /** How much of a record's id stands for it in a version. */
    private static final int SHORT = 16;

    /** Before the first decision. */
    public static final ControlState EMPTY = new ControlState(
            1,
            Fold.START,
            0,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Policy.NONE,
            Map.of(),
            RuleState.NONE,
            List.of(),
            Map.of());

    public ControlState {
        voters = List.copyOf(voters);
        kills = Map.copyOf(kills);
        routes = Map.copyOf(routes);
        budgets = Map.copyOf(budgets);
        triggers = Map.copyOf(triggers);
        approvals = Map.copyOf(approvals);
        conflicts = List.copyOf(conflicts);
        unknown = Map.copyOf(unknown);
    }

    /**
     * Names this state: the revision and the newest link. Two states with one name have the same chain, and as many
     * stops; which stops these are may differ between nodes that have not yet heard of each other's.
     */
    public String version() {
        return revision + "-" + (head.equals(Fold.START) ? "0" : head.substring(0, Math.min(head.length(), SHORT)));
    }

    /** A kill that nobody has lifted. */
    public record ActiveKill(Command.Kill kill, ControlRecord record) {
        /** Whether its time is over. */
        public boolean isExpired(Instant now) {
            return kill.expires() != null && !now.isBefore(kill.expires());
        }
    }

    /** A trigger that nobody has revoked. */
    public record ActiveTrigger(Trigger trigger, ControlRecord record) {}

    /** A request for the approval of a write. */
    public record OpenRequest(Command.AskApproval ask, ControlRecord record) {}

    /** The requests that may be approved at a time, the oldest first. */
    public List<OpenRequest> approvalsAt(Instant now) {
        return approvals.values().stream()
                .filter(request -> now.isBefore(request.ask().expires()))
                .sorted(Comparator.comparing(OpenRequest::record, ControlRecord.ORDER))
                .toList();
    }

    /** The trigger with a name. */
    public Optional<ActiveTrigger> trigger(String name) {
        return triggers.values().stream()
                .filter(active -> active.trigger().name().equals(name))
                .findFirst();
    }

    /** What was decided about a route; nothing, if nothing was. */
    public RouteState route(String name) {
        return routes.getOrDefault(name, RouteState.none(name));
    }

    /** The kills in effect at a time, the oldest first. */
    public List<ActiveKill> killsAt(Instant now) {
        return kills.values().stream()
                .filter(kill -> !kill.isExpired(now))
                .sorted(Comparator.comparing(ActiveKill::record, ControlRecord.ORDER))
                .toList();
    }
}
