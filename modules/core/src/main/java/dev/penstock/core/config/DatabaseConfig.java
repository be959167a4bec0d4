package dev.penstock.core.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL database in which all nodes keep what they decide.
 *
 * @param url {@code jdbc:postgresql://host/database}, with the driver's parameters if there are any, but without user
 *     and password
 * @param password where the user's password is; null: the database asks for none
 */
public record DatabaseConfig(
        String url, String user, @Nullable SecretRef password) {
    /** What a URL looks like, for messages. */
    public static final String EXPECTED_URL =
            "a URL like jdbc:postgresql://db.example.com:5432/penstock, without user and password";

    private static final Pattern FORM = Pattern.compile("jdbc:postgresql://[^/?#@\\s]+/[^/?#@\\s]+(\\?[^#\\s]*)?");
    private static final Pattern SECRET = Pattern.compile("[?&](user|[a-z]*password[a-z]*)=");

    public DatabaseConfig {
        boolean mayHoldSecret = url.contains("@") || holdsSecret(url);
        new Checks()
                .that(
                        FORM.matcher(url).matches() && !mayHoldSecret,
                        "url",
                        mayHoldSecret ? "one that may hold a password (not shown)" : url,
                        EXPECTED_URL)
                .that(!user.isBlank(), "user", user, "the name of the database's user")
                .done();
    }

    private static boolean holdsSecret(String url) {
        try {
            String plain = URLDecoder.decode(url, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            return SECRET.matcher(plain).find();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
