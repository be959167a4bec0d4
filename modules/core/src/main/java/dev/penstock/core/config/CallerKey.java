package dev.penstock.core.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the data plane. The key itself is never stored: it is random and long, so its plain SHA-256 serves.
 *
 * @param name how logs and traces name the caller
 * @param hash {@code sha256:} and 64 hexadecimal digits
 * @param routes the routes it may use; null allows all
 */
public record CallerKey(String name, String hash, @Nullable Set<String> routes) {
    public CallerKey {
        routes = routes == null ? null : Set.copyOf(routes);
        new Checks()
                .name("name", name)
                .that(isHash(hash), "hash", shown(hash), EXPECTED_HASH)
                .done();
    }

    public static final String EXPECTED_HASH = "sha256: and 64 hexadecimal digits, as 'penstock key create' prints it";

    /** Whether a text is a hash as it stands in a configuration. */
    public static boolean isHash(String hash) {
        return hash.matches("sha256:[0-9a-f]{64}");
    }

    /** What a message may show of it: nothing of what may be a key that somebody pasted by mistake. */
    public static String shown(String hash) {
        if (!hash.matches("sha256:[0-9A-Fa-f]*")) {
            return "a text that is no hash (not shown)";
        }
        return hash.length() <= 15 ? hash : hash.substring(0, 15) + "...";
    }

    /** Whether the key may use a route. */
    public boolean mayUse(String route) {
        return routes == null || routes.contains(route);
    }
}
