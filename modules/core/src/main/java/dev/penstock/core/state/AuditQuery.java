package dev.penstock.core.state;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which writes are wanted of an {@link Audit}.
 *
 * @param wanted is asked about each write, in the order in which the node heard of them
 * @param after the id of a write: those before it; null: the newest
 * @param most so many, at least one
 */
public record AuditQuery(
        Predicate<ControlRecord> wanted, @Nullable String after, int most) {
    /** All of the newest writes. */
    public static AuditQuery newest(int most) {
        return new AuditQuery(_ -> true, null, most);
    }
}
