package dev.penstock.config;

import dev.penstock.core.config.CallerKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code keys:}. */
final class CallerKeys {
    private static final String NONE = "sha256:" + "0".repeat(64);

    private final Variables variables;
    private final References references;

    CallerKeys(Variables variables, References references) {
        this.variables = variables;
        this.references = references;
    }

    List<CallerKey> read(Section node) {
        List<CallerKey> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (Section section : node.sections("keys", Keys.KEY)) {
            String name = section.requiredText("name", "a name for the caller");
            String hash = variables.requiredText(section, "hash", CallerKey.EXPECTED_HASH);
            List<String> routes = section.texts("routes", "a list of routes");
            for (int i = 0; routes != null && i < routes.size(); i++) {
                references.refer(References.Kind.ROUTE, routes.get(i), section.item("routes", i));
            }
            if (name != null && !names.add(name)) {
                section.wrong("name", Shown.quoted(name) + ", as another key is", "expected a name of its own");
            }
            if (hash != null && !hashes.add(hash)) {
                section.wrong("hash", "the same as another key's", "expected a hash of its own");
            }
            CallerKey key = section.make(() -> new CallerKey(
                    name == null ? "none" : name,
                    hash == null ? NONE : hash,
                    routes == null ? null : Set.copyOf(routes)));
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }
}
