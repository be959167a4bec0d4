package dev.penstock.core.state;

import dev.penstock.core.config.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A secret that carries one action out for whoever has it: for alert systems, which hold no token.
 *
 * @param hash SHA-256 of the secret, in lower-case hexadecimal; the secret itself is kept nowhere
 */
public record Trigger(String name, String hash, Action action) {
    /** The most characters of a name. */
    public static final int MOST_NAME = 64;
    /** The longest that a kill of a trigger lasts. */
    public static final Duration LONGEST = Duration.ofDays(3_650);

    public Trigger {
        new Checks()
                .that(
                        name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
                        "name",
                        name,
                        "1 to " + MOST_NAME + " letters, digits and . _ - that start with a letter or digit")
                .done();
    }

    /** What a trigger does. It can stop something, and resume nothing. */
    public sealed interface Action {}

    /**
     * Kills.
     *
     * @param lasts from the firing on; null: until it is lifted
     */
    public record Stop(
            KillScope scope,
            String key,
            @Nullable String publicReason,
            @Nullable Duration lasts,
            InFlight inFlight) implements Action {
        public Stop {
            new Checks()
                    .that(
                            lasts == null || (lasts.isPositive() && lasts.compareTo(LONGEST) <= 0),
                            "in",
                            lasts,
                            "a time of at most " + LONGEST.toDays() + " days")
                    .done();
            // What a kill may not have, this may not either.
            new Command.Kill(scope, key, publicReason, null, inFlight);
        }
    }

    /** Withdraws the newest change of a route, as a rollback that names no release. */
    public record RollBack(String route) implements Action {}
}
