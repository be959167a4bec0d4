package dev.penstock.core.state;

import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState.ActiveKill;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the control state of records. The order in which they come, and how often one comes, makes no difference: a
 * record is in effect once it and what it needs are here, whichever was first. Belongs to one thread.
 */
public final class Fold {
    private final Map<String, ControlRecord> records = new HashMap<>();
    /** Proposals that a majority has. */
    private final Set<String> committed = new HashSet<>();

    private final Map<String, ActiveKill> kills = new HashMap<>();
    private final Set<String> lifted = new HashSet<>();
    private final Map<String, TreeSet<ControlRecord>> ofRoutes = new HashMap<>();
    private final Map<String, RouteState> routes = new HashMap<>();
    private final Map<String, Integer> unknown = new TreeMap<>();
    private long lamport;
    private long effects;

    /** The state that records make. */
    public static ControlState of(Collection<ControlRecord> records) {
        Fold fold = new Fold();
        records.forEach(fold::add);
        return fold.state();
    }

    /**
     * Takes a record in.
     *
     * @return whether it was new
     */
    public boolean add(ControlRecord record) {
        if (records.putIfAbsent(record.id(), record) != null) {
            return false;
        }
        lamport = Math.max(lamport, record.lamport());
        switch (record.entry()) {
            case Entry.Said(Command.Stopping command) -> takeEffect(record, command);
            case Entry.Said(Command.Resuming command) -> {
                if (committed.contains(record.id())) {
                    takeEffect(record, command);
                }
            }
            case Entry.Commit(String proposal, List<String> _) -> {
                ControlRecord proposed = records.get(proposal);
                if (committed.add(proposal)
                        && proposed != null
                        && proposed.entry() instanceof Entry.Said(Command command)
                        && command instanceof Command.Resuming) {
                    takeEffect(proposed, command);
                }
            }
            case Entry.Unknown(String kind) -> unknown.merge(kind, 1, Integer::sum);
        }
        return true;
    }

    private void takeEffect(ControlRecord record, Command command) {
        effects++;
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
            case Command.OfRoute ofRoute -> {
                TreeSet<ControlRecord> all =
                        ofRoutes.computeIfAbsent(ofRoute.route(), _ -> new TreeSet<>(ControlRecord.ORDER));
                all.add(record);
                routes.put(ofRoute.route(), RouteFold.of(ofRoute.route(), new ArrayList<>(all)));
            }
        }
    }

    /** All that is in effect now. */
    public ControlState state() {
        return new ControlState(1 + effects, kills, routes, unknown);
    }

    /** The highest Lamport time of all records. */
    public long lamport() {
        return lamport;
    }

    /** Whether a record is here. */
    public boolean has(String id) {
        return records.containsKey(id);
    }

    /** Whether a majority has this proposal. */
    public boolean isCommitted(String proposal) {
        return committed.contains(proposal);
    }
}
