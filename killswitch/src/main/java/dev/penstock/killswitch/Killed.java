package dev.penstock.killswitch;

import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.KillScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stopped, in words for callers: the reason that operators keep for themselves is not in here.
 *
 * @param key what of the scope
 * @param publicReason a sentence for callers
 * @param cut whether what was under way is to be ended too
 */
public record Killed(KillScope scope, String key, String publicReason, boolean cut) {
    /** Of kills in effect of the same thing, the newest first; null if there are none. */
    static @Nullable Killed of(List<ActiveKill> kills) {
        if (kills.isEmpty()) {
            return null;
        }
        var newest = kills.getFirst().kill();
        String reason = newest.publicReason();
        return new Killed(
                newest.scope(),
                newest.key(),
                reason == null ? byOperators(newest.scope(), newest.key()) : reason,
                kills.stream().anyMatch(Kills::cuts));
    }

    /** Whether it stops all of a request, so that another target would not help. */
    public boolean isOfRequest() {
        return switch (scope) {
            case GLOBAL, ROUTE, RELEASE, PROMPT, KEY -> true;
            case PROVIDER, MODEL, TARGET, TOOL -> false;
        };
    }

    private static String byOperators(KillScope scope, String key) {
        String what = switch (scope) {
            case GLOBAL -> "Everything";
            case ROUTE -> named("Route", key);
            case RELEASE -> named("Release", key);
            case PROMPT -> named("Prompt", key);
            case PROVIDER -> named("Provider", key);
            case MODEL -> named("Model", key);
            case TARGET -> named("Target", key);
            case TOOL -> named("Tool", key);
            case KEY -> named("API key", key);
        };
        return what + " is stopped by its operators.";
    }

    private static String named(String kind, String key) {
        return kind + " '" + key + "'";
    }
}
