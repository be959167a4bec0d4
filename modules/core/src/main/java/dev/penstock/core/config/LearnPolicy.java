package dev.penstock.core.config;

import java.time.Duration;

/**
 * When a node learns a rule from requests that were healed.
 *
 * @param after how many requests must have been healed in one way, in the whole cluster
 * @param lasts how long a rule holds, and for how long what was healed counts
 */
public record LearnPolicy(int after, Duration lasts) {
    public static final LearnPolicy DEFAULT = new LearnPolicy(5, Duration.ofHours(24));

    public LearnPolicy {
        new Checks()
                .range("after", after, 2, 100)
                .duration("for", lasts, Duration.ofSeconds(10), Duration.ofDays(30))
                .done();
    }
}
