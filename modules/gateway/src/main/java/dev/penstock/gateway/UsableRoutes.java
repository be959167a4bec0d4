package dev.penstock.gateway;

import dev.penstock.core.NearNames;
import dev.penstock.core.Refusal;
import dev.penstock.core.config.CallerKey;
import java.util.List;
import java.util.Optional;

/** The routes that a caller may use, and so may know of. */
final class UsableRoutes {
    private UsableRoutes() {}

    /** Their names, sorted. */
    static List<String> of(Snapshot snapshot, Optional<CallerKey> caller) {
        return snapshot.plans().keySet().stream()
                .filter(name -> caller.isEmpty() || caller.get().mayUse(name))
                .toList();
    }

    /** The refusal of a name that is none of them. */
    static Refusal unknown(String name, List<String> usable) {
        return new Refusal.UnknownRoute(name, NearNames.near(name, usable));
    }
}
