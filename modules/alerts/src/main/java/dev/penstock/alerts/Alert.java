package dev.penstock.alerts;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition that holds or held, as one node found it. An observation: it is in no control state.
 *
 * @param id its name: the node's, a point and what no other alert of it has
 * @param at when the node found it
 * @param text what was wrong, in a sentence; it ends without a full stop
 * @param evidence the numbers behind it, by what they are
 * @param since since when it held, as far as that was known
 * @param until when it held no more; null while it does
 */
public record Alert(
        String id,
        Instant at,
        String node,
        Condition condition,
        String text,
        Map<String, Double> evidence,
        Instant since,
        @Nullable Instant until) {
    public Alert {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** Whether it holds. */
    public boolean isStanding() {
        return until == null;
    }

    Alert endedAt(Instant end) {
        return new Alert(id, at, node, condition, text, evidence, since, end);
    }
}
