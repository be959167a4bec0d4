package dev.penstock.core.state;

import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.RouteState.Activation;
import dev.penstock.core.state.RouteState.Canary;
import dev.penstock.core.state.RouteState.Published;
import dev.penstock.core.state.RouteState.Shadow;
import dev.penstock.core.state.RouteState.Withdrawn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the effective records about one route, the oldest first, make of it. */
final class RouteFold {
    private final Map<String, Published> releases = new LinkedHashMap<>();
    private final List<Activation> activations = new ArrayList<>();
    private final List<Withdrawn> withdraws = new ArrayList<>();
    /** Ids of records that a later one has ended or taken back. */
    private final Set<String> over = new HashSet<>();

    private @Nullable Canary canary;
    private @Nullable Shadow shadow;
    private @Nullable String head;

    private RouteFold() {}

    static RouteState of(String route, Collection<ControlRecord> records) {
        RouteFold fold = new RouteFold();
        for (ControlRecord record : records) {
            if (record.entry() instanceof Entry.Said(Command.OfRoute command)) {
                fold.add(record, command);
            }
        }
        return fold.state(route);
    }

    private void add(ControlRecord record, Command.OfRoute command) {
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
        }
        if (command instanceof Command.Resuming) {
            head = record.id();
        }
    }

    /** A candidate that is made current has no share any more, nor gets it back when another release is. */
    private void activated(String release, ControlRecord record) {
        activations.addFirst(new Activation(release, record));
        if (canary != null && canary.terms().candidate().equals(release)) {
            canary = null;
        }
    }

    private RouteState state(String route) {
        List<Withdrawn> standing = withdraws.stream()
                .filter(withdrawn -> !over.contains(withdrawn.record().id()))
                .toList();
        Set<String> withdrawn = new HashSet<>();
        standing.forEach(one -> withdrawn.add(one.release()));
        List<Activation> serving = activations.stream()
                .filter(activation -> mayServe(activation.release(), withdrawn))
                .toList();
        String current = serving.isEmpty() ? null : serving.getFirst().release();
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
                canaryStands ? canary : null,
                shadowStands ? shadow : null,
                head);
    }

    private boolean mayServe(String release, Set<String> withdrawn) {
        return releases.containsKey(release) && !withdrawn.contains(release);
    }
}
