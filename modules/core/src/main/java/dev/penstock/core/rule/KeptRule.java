package dev.penstock.core.rule;

import dev.penstock.core.config.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule as an operator wants it.
 *
 * @param id the one that it was learned with, or that of the rule as it was written first
 * @param enabled whether it is applied; one that is not is not learned either
 * @param expires when it ends by itself on every node's own clock; null: never
 */
public record KeptRule(
        String id,
        HealingRule rule,
        boolean enabled,
        @Nullable Instant expires) {
    public KeptRule {
        new Checks()
                .that(id.matches("[0-9a-f]{12}"), "id", id, "12 hexadecimal digits")
                .done();
    }

    /** Whether its time is over. */
    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }
}
