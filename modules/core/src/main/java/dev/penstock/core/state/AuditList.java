package dev.penstock.core.state;

import dev.penstock.core.state.ControlRecord.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The newest writes that are wanted, of all that go by: it holds no more of them than it was asked for. */
public final class AuditList {
    private static final Comparator<Audit.Item> OLDEST_FIRST =
            Comparator.comparing(Audit.Item::record, ControlRecord.ORDER);

    private final AuditQuery query;
    private final @Nullable ControlRecord after;
    /** One more than was asked for: it tells that there are more. */
    private final PriorityQueue<Audit.Item> newest = new PriorityQueue<>(OLDEST_FIRST);

    /** {@code after} is the write whose id the query has; null if it has none. */
    public AuditList(AuditQuery query, @Nullable ControlRecord after) {
        this.query = query;
        this.after = after;
    }

    /** A record goes by. */
    public void offer(ControlRecord record, Audit.Standing standing) {
        boolean isWrite = !(record.entry() instanceof Entry.Commit);
        boolean isWanted = isWrite && query.wanted().test(record);
        if (isWanted && (after == null || ControlRecord.ORDER.compare(record, after) < 0)) {
            newest.add(new Audit.Item(record, standing));
            if (newest.size() > query.most() + 1) {
                newest.remove();
            }
        }
    }

    /** The newest first. */
    public List<Audit.Item> items() {
        List<Audit.Item> items = new ArrayList<>(newest);
        items.sort(OLDEST_FIRST.reversed());
        return items.subList(0, Math.min(items.size(), query.most()));
    }

    /** The id after which the next page begins; null where there is none. */
    public @Nullable String next() {
        return newest.size() > query.most() ? items().getLast().record().id() : null;
    }
}
