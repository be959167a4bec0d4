package dev.penstock.app.chaos;

import java.util.List;
import java.util.Map;

/**
 * All that was done and seen in one run.
 *
 * @param nodes all of them; all are voters
 * @param looks while faults, writes and nodes came and went
 * @param releases the reasons of publications, by the ids of the releases
 * @param last what each node showed once all had the same digest
 * @param budgets by their names
 */
record History(
        List<String> nodes,
        Faults faults,
        List<Write> writes,
        List<Look> looks,
        List<Ask> asks,
        Map<String, String> releases,
        List<Look> last,
        List<Spend> spends,
        Map<String, Budget> budgets) {
    History {
        nodes = List.copyOf(nodes);
        writes = List.copyOf(writes);
        looks = List.copyOf(looks);
        asks = List.copyOf(asks);
        releases = Map.copyOf(releases);
        last = List.copyOf(last);
        spends = List.copyOf(spends);
        budgets = Map.copyOf(budgets);
    }

    int majority() {
        return nodes.size() / 2 + 1;
    }
}
