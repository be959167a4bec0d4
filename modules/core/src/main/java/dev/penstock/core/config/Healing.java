package dev.penstock.core.config;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How far a route goes to heal a failed attempt.
 *
 * @param retries how often one target may be asked again for one request
 * @param longestWait the longest time that a provider may ask for and is waited for
 * @param midstream what is done about a stream that breaks after its caller has got content
 * @param routeAround classes of outcomes, {@code refusal} and {@code content_filtered}, after which the next target is
 *     asked all the same
 * @param only by the class of a failure, the remedies that the route allows; a class that is not here has all of its
 *     own
 * @param hedge the most requests, as a share of all, in which a second target is asked beside a first one that is slow
 * @param learn whether rules are learned from the route's requests and applied to them
 */
public record Healing(
        int retries,
        Duration longestWait,
        Midstream midstream,
        Set<String> routeAround,
        Map<String, Set<Remedy>> only,
        double hedge,
        boolean learn) {
    public static final Healing DEFAULT = new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of(), Map.of());

    public Healing {
        routeAround = Set.copyOf(routeAround);
        only = Map.copyOf(only);
        new Checks()
                .range("retries", retries, 0, 5)
                .duration("longest_wait", longestWait, Duration.ZERO, Duration.ofMinutes(5))
                .that(hedge >= 0 && hedge <= 0.5, "hedge", hedge, "a number from 0 to 0.5")
                .done();
    }

    /** One that learns and does not hedge. */
    public Healing(
            int retries,
            Duration longestWait,
            Midstream midstream,
            Set<String> routeAround,
            Map<String, Set<Remedy>> only) {
        this(retries, longestWait, midstream, routeAround, only, 0, true);
    }

    /** Whether a route allows a remedy for a class of failures that has it. */
    public boolean allows(String diagnosis, Remedy remedy) {
        Set<Remedy> allowed = only.get(diagnosis);
        return allowed == null || allowed.contains(remedy);
    }
}
