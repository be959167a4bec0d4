package dev.penstock.app.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What operators, onlookers and applications have noted so far; each from a thread of its own. */
final class Records {
    /** In no file of a node: they come to be by their first release. */
    static final List<String> ROUTES = List.of("red", "blue");

    private final List<Write> writes = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final List<Ask> asks = new ArrayList<>();
    private final List<Spend> spends = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final Map<String, String> idsByReason = new HashMap<>();

    /** {@code release}: the id of the release that was published, if one was. */
    synchronized void add(Write write, String release) {
        writes.add(write);
        if (write.deed() instanceof Deed.Publish && write.isDone()) {
            idsByReason.put(write.reason(), release);
        }
    }

    synchronized void add(Look look) {
        looks.add(look);
    }

    synchronized void add(Ask ask) {
        asks.add(ask);
    }

    synchronized void add(Spend spend) {
        spends.add(spend);
    }

    /** Something that no model is needed for. */
    synchronized void broken(String what) {
        broken.add(what);
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /** The latest releases of a route that were acknowledged and that nobody has withdrawn, by their reasons. */
    synchronized List<String> releases(String route) {
        Set<Deed> deeds = writes.stream().map(Write::deed).collect(Collectors.toSet());
        List<String> releases = writes.stream()
                .filter(write -> write.isDone()
                        && write.deed() instanceof Deed.Publish
                        && write.deed().route().equals(route)
                        && !deeds.contains(new Deed.Withdraw(route, write.reason())))
                .map(Write::reason)
                .toList();
        return releases.subList(Math.max(0, releases.size() - 5), releases.size());
    }

    /** The id of a release. */
    synchronized String id(String release) {
        return Objects.requireNonNull(idsByReason.get(release), release);
    }

    synchronized History history(Faults faults, List<String> nodes, List<Look> last, Map<String, Budget> budgets) {
        Map<String, String> releases = new HashMap<>();
        idsByReason.forEach((reason, id) -> releases.put(id, reason));
        return new History(nodes, faults, writes, looks, asks, releases, last, spends, budgets);
    }
}
