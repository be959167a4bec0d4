package dev.penstock.core.config;

/**
 * Who may call the admin plane. The token itself is never stored: it is random and long, so its plain SHA-256 serves.
 *
 * @param name the principal under which its writes are kept
 * @param hash {@code sha256:} and 64 hexadecimal digits
 */
public record AdminToken(String name, Role role, String hash) {
    /** The name of the one token of {@code admin.token_hash}. */
    public static final String SHARED = "admin";

    /** What the principal of a write begins with that a trigger has made: no token's name does. */
    public static final String TRIGGER = "trigger:";

    public static final String EXPECTED_HASH =
            "sha256: and 64 hexadecimal digits, as 'penstock token create' prints it";

    public AdminToken {
        new Checks()
                .name("name", name)
                .that(
                        !name.startsWith(TRIGGER),
                        "name",
                        name,
                        "another beginning than " + TRIGGER + ", as triggers have")
                .that(CallerKey.isHash(hash), "hash", CallerKey.shown(hash), EXPECTED_HASH)
                .done();
    }
}
