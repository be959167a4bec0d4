package dev.penstock.control;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some of all writes, the newest first.
 *
 * @param next the id after which the next page begins; null where there is none
 */
record AuditPage(List<Audit.Item> items, @Nullable String next) {
    /** Which writes are wanted; null wants all. */
    record Filter(
            @Nullable String route,
            @Nullable String kind,
            @Nullable String actor) {}

    /**
     * The writes before one, by its id: a page stays the same however many come meanwhile.
     *
     * @param all the oldest first
     * @param after null begins with the newest
     * @return empty if there is no such write
     */
    static Optional<AuditPage> of(List<Audit.Item> all, Filter filter, @Nullable String after, int limit) {
        List<Audit.Item> newestFirst = all.reversed();
        int from = 0;
        if (after != null) {
            while (from < all.size() && !newestFirst.get(from).record().id().equals(after)) {
                from++;
            }
            if (from == all.size()) {
                return Optional.empty();
            }
            from++;
        }
        Map<String, ControlRecord> byId =
                all.stream().map(Audit.Item::record).collect(Collectors.toMap(ControlRecord::id, Function.identity()));
        List<Audit.Item> page = new ArrayList<>(newestFirst.subList(from, all.size()).stream()
                .filter(item -> wanted(item.record(), filter, byId))
                .limit(limit + 1L)
                .toList());
        if (page.size() <= limit) {
            return Optional.of(new AuditPage(List.copyOf(page), null));
        }
        page.removeLast();
        return Optional.of(
                new AuditPage(List.copyOf(page), page.getLast().record().id()));
    }

    private static boolean wanted(ControlRecord record, Filter filter, Map<String, ControlRecord> byId) {
        return (filter.kind() == null || filter.kind().equals(Recorded.kind(record)))
                && (filter.actor() == null
                        || filter.actor().equals(record.author().actor()))
                && (filter.route() == null || isAbout(record, filter.route(), byId));
    }

    /** A lift is about the routes of its kills. */
    private static boolean isAbout(ControlRecord record, String route, Map<String, ControlRecord> byId) {
        if (record.entry() instanceof Entry.Said(Command.Lift(List<String> kills))) {
            return kills.stream().map(byId::get).anyMatch(kill -> kill != null && route.equals(Recorded.route(kill)));
        }
        return route.equals(Recorded.route(record));
    }
}
