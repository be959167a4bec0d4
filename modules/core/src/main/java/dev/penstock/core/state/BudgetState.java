package dev.penstock.core.state;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a budget: its limit, and which nodes have which parts of it.
 *
 * @param limit how many units may be spent in each period; what was granted before it was lowered stays granted
 * @param uses what was granted, by the starts of the periods: the latest {@value #PERIODS} in which something was
 * @param closed when the last period started that was dropped from these: nothing is granted any more in it or in one
 *     before it; null if none was dropped
 */
public record BudgetState(
        String budget,
        long limit,
        BudgetPeriod period,
        SortedMap<Instant, Use> uses,
        @Nullable Instant closed) {
    /** So many periods are kept, some in the future for nodes whose clocks are fast. */
    public static final int PERIODS = 16;

    public BudgetState {
        uses = Collections.unmodifiableSortedMap(new TreeMap<>(uses));
    }

    /**
     * Part of a budget that a node may spend without asking.
     *
     * @param journal the identity of the journal in which the node writes down what of it may be spent
     */
    public record Block(String node, String journal, long units) {}

    /**
     * What a node had of a budget in a period.
     *
     * @param granted in units, what it has returned among them
     * @param returned in units
     */
    public record NodeUse(long granted, long returned) {
        static final NodeUse NOTHING = new NodeUse(0, 0);

        NodeUse plus(long moreGranted, long moreReturned) {
            return new NodeUse(granted + moreGranted, returned + moreReturned);
        }
    }

    /**
     * What was granted in a period.
     *
     * @param nodes by the nodes' names
     * @param blocks those of which nothing was returned, by the ids of the records that granted them
     */
    public record Use(Map<String, NodeUse> nodes, Map<String, Block> blocks) {
        static final Use NOTHING = new Use(Map.of(), Map.of());

        public Use {
            nodes = Map.copyOf(nodes);
            blocks = Map.copyOf(blocks);
        }

        /** Units that were granted, those that were returned among them. */
        public long granted() {
            return nodes.values().stream().mapToLong(NodeUse::granted).sum();
        }

        /** Units that were returned unspent. */
        public long returned() {
            return nodes.values().stream().mapToLong(NodeUse::returned).sum();
        }

        /** Units that are spent, or may be. */
        public long outstanding() {
            return granted() - returned();
        }

        Use grant(String id, Block block) {
            Map<String, Block> more = new HashMap<>(blocks);
            more.put(id, block);
            return new Use(with(block.node(), block.units(), 0), more);
        }

        Use giveBack(String id, String node, long unspent) {
            Map<String, Block> fewer = new HashMap<>(blocks);
            fewer.remove(id);
            return new Use(with(node, 0, unspent), fewer);
        }

        private Map<String, NodeUse> with(String node, long granted, long returned) {
            Map<String, NodeUse> changed = new HashMap<>(nodes);
            changed.put(node, nodes.getOrDefault(node, NodeUse.NOTHING).plus(granted, returned));
            return changed;
        }
    }

    /** What was granted in the period that starts then. */
    public Use use(Instant start) {
        return uses.getOrDefault(start, Use.NOTHING);
    }

    /** Units that can still be granted in the period that starts then; none of one that is closed. */
    public long left(Instant start) {
        return isClosed(start) ? 0 : Math.max(0, limit - use(start).outstanding());
    }

    /** Whether nothing is granted any more in the period that starts then. */
    public boolean isClosed(Instant start) {
        return closed != null && !start.isAfter(closed);
    }

    /** The start of the period that a block is of, by the record that granted it; empty if it is not outstanding. */
    Optional<Instant> periodOf(String grant) {
        return uses.entrySet().stream()
                .filter(use -> use.getValue().blocks().containsKey(grant))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    BudgetState grant(String id, Command.GrantBlock grant) {
        Use use = use(grant.periodStart()).grant(id, new Block(grant.node(), grant.journal(), grant.units()));
        SortedMap<Instant, Use> changed = with(grant.periodStart(), use);
        if (changed.size() <= PERIODS) {
            return new BudgetState(budget, limit, period, changed, closed);
        }
        Instant oldest = changed.firstKey();
        changed.remove(oldest);
        return new BudgetState(budget, limit, period, changed, oldest);
    }

    BudgetState giveBack(Command.ReturnBlock back) {
        Instant start = periodOf(back.grant()).orElseThrow();
        return new BudgetState(
                budget,
                limit,
                period,
                with(start, use(start).giveBack(back.grant(), back.node(), back.unspent())),
                closed);
    }

    private SortedMap<Instant, Use> with(Instant start, Use use) {
        SortedMap<Instant, Use> changed = new TreeMap<>(uses);
        changed.put(start, use);
        return changed;
    }
}
