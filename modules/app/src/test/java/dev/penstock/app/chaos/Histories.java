package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import dev.penstock.app.chaos.Write.Outcome;
import dev.penstock.app.chaos.Write.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Histories by hand, on three nodes. */
final class Histories {
    static final List<String> NODES = List.of("a", "b", "c");

    private final List<Faults.Struck> faults = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final List<Ask> asks = new ArrayList<>();
    private final List<Look> last = new ArrayList<>();
    private final List<Spend> spends = new ArrayList<>();
    private final Map<String, Budget> budgets = new HashMap<>();

    /** A write that was acknowledged; its record's id is {@code id-} and the reason. */
    static Write done(Deed deed, String reason, String node, long begun, long ended, int journaled, String... applied) {
        return new Write(
                deed,
                reason,
                node,
                begun,
                ended,
                Outcome.DONE,
                new Receipt(200, "id-" + reason, journaled, Set.of(applied), Set.of()));
    }

    /** A lift that was acknowledged by all. */
    static Write lifted(String reason, String node, long begun, long ended, String... kills) {
        Set<String> ids = new HashSet<>();
        for (String kill : kills) {
            ids.add("id-" + kill);
        }
        return new Write(
                new Deed.Lift("red"),
                reason,
                node,
                begun,
                ended,
                Outcome.DONE,
                new Receipt(200, "id-" + reason, 3, Set.copyOf(NODES), ids));
    }

    static Write refused(Deed deed, String reason, String node, long begun, long ended) {
        return new Write(
                deed, reason, node, begun, ended, Outcome.NOTHING, new Receipt(503, "", 0, Set.of(), Set.of()));
    }

    static Write unknown(Deed deed, String reason, String node, long begun) {
        return new Write(
                deed, reason, node, begun, Write.NEVER, Outcome.UNKNOWN, new Receipt(0, "", 0, Set.of(), Set.of()));
    }

    static Picture picture(Map<String, Route> routes, String... kills) {
        Map<String, String> byId = new HashMap<>();
        for (String kill : kills) {
            byId.put("id-" + kill, kill);
        }
        return new Picture(byId, routes);
    }

    Histories strike(Fault fault, long begun, long ended) {
        faults.add(new Faults.Struck(fault, begun, ended));
        return this;
    }

    Histories write(Write... more) {
        writes.addAll(List.of(more));
        return this;
    }

    Histories look(String node, long begun, long ended, Picture picture) {
        looks.add(new Look(node, begun, ended, picture));
        return this;
    }

    Histories ask(String node, long begun, long ended, int status, @Nullable String kill) {
        asks.add(new Ask(node, begun, ended, "red", status, kill, "id-release"));
        return this;
    }

    /** What all nodes show at the end. */
    Histories last(long at, Picture picture) {
        NODES.forEach(node -> last(node, at, picture));
        return this;
    }

    Histories last(String node, long at, Picture picture) {
        last.add(new Look(node, at, at + 1, picture));
        return this;
    }

    Histories budget(String name, Budget budget) {
        budgets.put(name, budget);
        return this;
    }

    Histories spend(Spend spend) {
        spends.add(spend);
        return this;
    }

    List<String> violations() {
        return Model.violations(
                new History(NODES, new Faults(NODES, faults), writes, looks, asks, Map.of(), last, spends, budgets));
    }
}
