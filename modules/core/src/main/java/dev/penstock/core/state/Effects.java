package dev.penstock.core.state;

import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.ControlState.ActiveTrigger;
import dev.penstock.core.state.ControlState.OpenRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What effective records make, added one by one: those of the chain in its order, those that stop something at any
 * time.
 */
final class Effects {
    private static final String KILLS = "kills";
    private static final String CONFLICTS = "conflicts";
    private static final String TRIGGERS = "triggers";
    private static final String APPROVALS = "approvals";
    private static final String RULES = "rules";
    private static final String OF_ROUTE = "route ";

    private final Map<String, ActiveKill> kills = new HashMap<>();
    private final Set<String> lifted = new HashSet<>();
    private final Map<String, RouteFold> routes = new HashMap<>();
    private final BudgetFold budgets = new BudgetFold();
    private final RuleFold rules = new RuleFold();
    private final Set<String> settled = new HashSet<>();
    private final Map<String, ActiveTrigger> triggers = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private List<Voter> voters = List.of();
    private @Nullable ControlRecord votersFrom;
    private Policy policy = Policy.NONE;
    private @Nullable ControlRecord policyFrom;
    private final Map<String, OpenRequest> approvals = new HashMap<>();
    /** What was written with an approval, by the ids of the requests. */
    private final Map<String, List<Command>> approved = new HashMap<>();

    private final Set<String> closed = new HashSet<>();
    private long count;

    /** What is in effect at a checkpoint. */
    Effects(Checkpoint from) {
        from.ended().forEach((what, ids) -> ended(what).addAll(ids));
        Stream.concat(from.standingLinks().stream(), from.standingStops().stream())
                .forEach(this::add);
        count = from.count();
    }

    void add(ControlRecord record) {
        if (record.entry() instanceof Entry.Said(Command command)) {
            add(record, command);
        }
    }

    private void add(ControlRecord record, Command command) {
        count++;
        if (record.author().approvedBy() != null) {
            approve(record.author().approvedBy().request(), command);
        }
        switch (command) {
            case Command.Kill kill -> {
                if (!lifted.contains(record.id())) {
                    kills.put(record.id(), new ActiveKill(kill, record));
                }
            }
            case Command.Lift(List<String> ids) -> {
                lifted.addAll(ids);
                ids.forEach(kills::remove);
            }
            case Command.SetVoters(List<Voter> now) -> {
                voters = now;
                votersFrom = record;
            }
            case Command.Settle(List<String> conflicts) -> settled.addAll(conflicts);
            case Command.AddTrigger(Trigger trigger) -> {
                if (!revoked.contains(record.id())) {
                    triggers.put(record.id(), new ActiveTrigger(trigger, record));
                }
            }
            case Command.RevokeTrigger(List<String> ids) -> {
                revoked.addAll(ids);
                ids.forEach(triggers::remove);
            }
            case Command.SetPolicy(Policy now) -> {
                policy = now;
                policyFrom = record;
            }
            case Command.AskApproval ask -> {
                boolean done =
                        approved.getOrDefault(record.id(), List.of()).stream().anyMatch(ask::isFor);
                if (!done && !closed.contains(record.id())) {
                    approvals.put(record.id(), new OpenRequest(ask, record));
                }
            }
            case Command.EndApproval(List<String> requests) -> close(requests);
            case Command.KeepRule(KeptRule rule, List<String> over) -> rules.keep(record, rule, over);
            case Command.RevokeRule revoke -> rules.revoke(record, revoke);
            case Command.OverrideColdStart _ -> {
                // Said for the audit: what it did, it did to its node.
            }
            case Command.OfBudget ofBudget -> budgets.add(record, ofBudget);
            case Command.StartRollout start -> {
                budgets.open(record, start);
                route(start.route()).add(record, start);
            }
            case Command.OfRoute ofRoute -> route(ofRoute.route()).add(record, ofRoute);
        }
    }

    /** What goes before the write that was asked for has its approval, too, and leaves the request open for it. */
    private void approve(String request, Command command) {
        approved.computeIfAbsent(request, _ -> new ArrayList<>(1)).add(command);
        OpenRequest open = approvals.get(request);
        if (open != null && open.ask().isFor(command)) {
            approvals.remove(request);
        }
    }

    private void close(List<String> requests) {
        closed.addAll(requests);
        requests.forEach(approvals::remove);
    }

    long count() {
        return count;
    }

    /** The ids of the records that determine what is in effect: of these alone, in their order, the same is made. */
    Set<String> standing() {
        Set<String> ids = new HashSet<>();
        ids.addAll(kills.keySet());
        ids.addAll(triggers.keySet());
        ids.addAll(approvals.keySet());
        Stream.of(votersFrom, policyFrom)
                .filter(Objects::nonNull)
                .map(ControlRecord::id)
                .forEach(ids::add);
        routes.values().forEach(route -> ids.addAll(route.standing()));
        ids.addAll(budgets.standing());
        ids.addAll(rules.standing());
        return ids;
    }

    /** The ids of all that was ended or taken back, by what it is. */
    Map<String, Set<String>> ended() {
        Map<String, Set<String>> all = new TreeMap<>();
        Stream.of(KILLS, CONFLICTS, TRIGGERS, RULES).forEach(what -> all.put(what, ended(what)));
        Set<String> answered = new HashSet<>(closed);
        // Of a request that is not known yet: what was written with its approval is taken for what it asks for.
        approved.keySet().stream()
                .filter(request -> !approvals.containsKey(request))
                .forEach(answered::add);
        all.put(APPROVALS, answered);
        routes.keySet().forEach(route -> all.put(OF_ROUTE + route, ended(OF_ROUTE + route)));
        return all;
    }

    private Set<String> ended(String what) {
        return switch (what) {
            case KILLS -> lifted;
            case CONFLICTS -> settled;
            case TRIGGERS -> revoked;
            case APPROVALS -> closed;
            case RULES -> rules.ended();
            default -> route(what.substring(OF_ROUTE.length())).ended();
        };
    }

    private RouteFold route(String name) {
        return routes.computeIfAbsent(name, RouteFold::new);
    }

    boolean isSettled(String conflict) {
        return settled.contains(conflict);
    }

    /** A release's number in its route; above all others if it is not known. */
    int releaseNumber(String route, String release) {
        RouteFold fold = routes.get(route);
        return fold == null ? Integer.MAX_VALUE : fold.number(release);
    }

    ControlState state(String head, long links, Map<String, Integer> unknown, List<ControlRecord> overruled) {
        Map<String, RouteState> states = new HashMap<>();
        routes.forEach((name, route) -> states.put(name, route.state()));
        states.values().removeIf(RouteState::isNone);
        return new ControlState(
                1 + count,
                head,
                links,
                voters,
                kills,
                states,
                budgets.states(),
                triggers,
                policy,
                approvals,
                rules.state(),
                overruled.stream()
                        .filter(record -> !settled.contains(record.id()))
                        .toList(),
                unknown);
    }
}
