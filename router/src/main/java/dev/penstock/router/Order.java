package dev.penstock.router;

import dev.penstock.core.Release;
import java.util.List;

/**
 * The targets to ask, the first first, and why in this order.
 *
 * @param reason for people: it goes into the trace
 */
public record Order(List<Release.Rung> ladder, String reason) {
    public Order {
        ladder = List.copyOf(ladder);
    }
}
