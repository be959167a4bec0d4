package dev.penstock.alerts;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A condition that holds now.
 *
 * @param text what is wrong, in a sentence; it ends without a full stop
 * @param evidence the numbers behind it, by what they are
 * @param since since when it holds, as far as that is known
 */
public record Finding(Condition condition, String text, Map<String, Double> evidence, Instant since) {
    public Finding {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
}
