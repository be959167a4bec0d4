package dev.penstock.control;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which writes are wanted; null wants all. For one audit: a lift is about the routes of its kills, which go by before
 * it.
 */
final class AuditFilter implements Predicate<ControlRecord> {
    private final @Nullable String route;
    private final @Nullable String kind;
    private final @Nullable String actor;
    private final Set<String> killsOfRoute = new HashSet<>();

    AuditFilter(@Nullable String route, @Nullable String kind, @Nullable String actor) {
        this.route = route;
        this.kind = kind;
        this.actor = actor;
    }

    @Override
    public boolean test(ControlRecord record) {
        boolean isOfRoute = route == null || isAbout(record, route);
        return isOfRoute
                && (kind == null || kind.equals(Recorded.kind(record)))
                && (actor == null || actor.equals(record.author().actor()));
    }

    private boolean isAbout(ControlRecord record, String name) {
        return switch (record.entry()) {
            case Entry.Said(Command.Lift(List<String> kills)) -> kills.stream().anyMatch(killsOfRoute::contains);
            case Entry.Said(Command.Kill _) -> name.equals(Recorded.route(record)) && killsOfRoute.add(record.id());
            default -> name.equals(Recorded.route(record));
        };
    }
}
