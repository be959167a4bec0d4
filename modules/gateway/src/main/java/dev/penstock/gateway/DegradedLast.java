package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.healing.Qualities;
import dev.penstock.router.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks degraded targets after the others, but seldom in their own place: else nobody would learn that they mended. */
final class DegradedLast {
    /** One of so many requests finds a degraded target in its own place. */
    private static final int IN_PLACE = 10;

    private DegradedLast() {}

    static Order of(Order order, Qualities qualities, RandomGenerator random, long now) {
        List<Release.Rung> first = new ArrayList<>(order.ladder().size());
        List<Release.Rung> last = new ArrayList<>(0);
        for (Release.Rung rung : order.ladder()) {
            (qualities.isDegraded(rung.target().name(), now) ? last : first).add(rung);
        }
        if (last.isEmpty() || first.isEmpty() || random.nextInt(IN_PLACE) == 0) {
            return order;
        }
        List<String> names = last.stream().map(rung -> rung.target().name()).toList();
        first.addAll(last);
        return new Order(first, order.reason() + "; degraded, so last: " + String.join(", ", names));
    }
}
