package dev.penstock.alerts;

import dev.penstock.core.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that may hold or not, on any node.
 *
 * @param scope of what: names by {@code route}, {@code release}, {@code target}, {@code rule}, {@code metric},
 *     {@code model}
 */
public record Condition(AlertKind kind, SortedMap<String, String> scope) {
    private static final int KEY_DIGITS = 16;

    public Condition {
        scope = Collections.unmodifiableSortedMap(new TreeMap<>(scope));
    }

    public Condition(AlertKind kind, Map<String, String> scope) {
        this(kind, new TreeMap<>(scope));
    }

    /** The same on every node and at every time: a hash of its words. */
    public String key() {
        return Sha256.hex(kind.word() + scope).substring(0, KEY_DIGITS);
    }
}
