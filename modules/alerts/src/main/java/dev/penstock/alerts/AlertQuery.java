package dev.penstock.alerts;

import org.jspecify.annotations.Nullable;

/**
 * Which alerts are wanted; what is null does not matter.
 *
 * @param standing those that hold, or those that do no more
 * @param limit how many at most, from 1
 */
public record AlertQuery(
        @Nullable Boolean standing,
        @Nullable AlertKind kind,
        @Nullable String route,
        int limit) {
    boolean wants(Alert alert) {
        return (standing == null || standing == alert.isStanding())
                && (kind == null || kind == alert.condition().kind())
                && (route == null || route.equals(alert.condition().scope().get("route")));
    }
}
