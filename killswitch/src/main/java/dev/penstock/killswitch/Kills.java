package dev.penstock.killswitch;

import dev.penstock.core.Release;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kills as a table to look things up in. Immutable. Each method takes the clock and not the time, because the time
 * is asked for only where there is a kill: what is not killed costs some look-ups and allocates nothing.
 */
public final class Kills {
    public static final Kills NONE = of(List.of());

    /** By scope and key, the newest first. A scope without kills is not there. */
    private final Map<KillScope, Map<String, List<ActiveKill>>> table = new EnumMap<>(KillScope.class);

    private Kills() {}

    public static Kills of(Collection<ActiveKill> kills) {
        Kills compiled = new Kills();
        kills.stream()
                .sorted(Comparator.comparing(ActiveKill::record, ControlRecord.ORDER.reversed()))
                .forEach(kill -> compiled.table
                        .computeIfAbsent(kill.kill().scope(), _ -> new HashMap<>())
                        .computeIfAbsent(kill.kill().key(), _ -> new ArrayList<>())
                        .add(kill));
        return compiled;
    }

    static boolean cuts(ActiveKill kill) {
        return kill.kill().inFlight() == InFlight.CUT;
    }

    /**
     * What stops an attempt, or null if nothing does. What stops the whole request stands before what stops only this
     * attempt, and the wider before the narrower.
     *
     * @param callerKey the name of the caller's key; null without one
     */
    public @Nullable Killed find(Release release, @Nullable String callerKey, Target target, InstantSource clock) {
        if (table.isEmpty()) {
            return null;
        }
        Killed killed = request(release, callerKey, clock);
        if (killed == null) {
            killed = find(KillScope.PROVIDER, target.provider(), clock);
        }
        if (killed == null) {
            killed = find(KillScope.MODEL, target.model(), clock);
        }
        return killed == null ? find(KillScope.TARGET, target.name(), clock) : killed;
    }

    private @Nullable Killed request(Release release, @Nullable String callerKey, InstantSource clock) {
        Killed killed = find(KillScope.GLOBAL, KillScope.ALL, clock);
        if (killed == null) {
            killed = find(KillScope.ROUTE, release.route().name(), clock);
        }
        if (killed == null && callerKey != null) {
            killed = find(KillScope.KEY, callerKey, clock);
        }
        if (killed == null) {
            killed = find(KillScope.RELEASE, release.id(), clock);
        }
        if (killed == null && release.prompt() != null) {
            killed = find(KillScope.PROMPT, release.prompt().name(), clock);
        }
        String promptVersion = release.route().prompt();
        return killed == null && promptVersion != null ? find(KillScope.PROMPT, promptVersion, clock) : killed;
    }

    /** What stops one thing by its name, or null. */
    public @Nullable Killed find(KillScope scope, String key, InstantSource clock) {
        Map<String, List<ActiveKill>> ofScope = table.get(scope);
        List<ActiveKill> kills = ofScope == null ? null : ofScope.get(key);
        return kills == null ? null : Killed.of(inEffect(kills, clock.instant()));
    }

    /** The names of the tools that are stopped. */
    public Set<String> tools(InstantSource clock) {
        Map<String, List<ActiveKill>> tools = table.get(KillScope.TOOL);
        if (tools == null) {
            return Set.of();
        }
        Instant now = clock.instant();
        return tools.entrySet().stream()
                .filter(tool -> !inEffect(tool.getValue(), now).isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<ActiveKill> inEffect(List<ActiveKill> kills, Instant now) {
        return kills.stream().filter(kill -> !kill.isExpired(now)).toList();
    }
}
