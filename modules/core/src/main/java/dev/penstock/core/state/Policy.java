package dev.penstock.core.state;

import dev.penstock.core.config.Checks;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What writes that resume something must keep to. What stops something needs to keep to nothing.
 *
 * @param fourEyes the kinds of writes that a second person must approve, in the order of the alphabet
 * @param freezes when nothing may be given to which routes
 */
public record Policy(List<String> fourEyes, List<Freeze> freezes) {
    /** Nothing to keep to. */
    public static final Policy NONE = new Policy(List.of(), List.of());

    /** The kind of an activation, which a publication may be, too. */
    static final String ACTIVATE = "activate";

    /** The kind of what takes the pauses of a rollout back, which a step to another stage may do, too. */
    static final String RESUME_ROLLOUT = "resume-rollout";

    /** The kinds of writes that may need approval: all that resume something and that people make. */
    public static final List<String> KINDS = List.of(
            ACTIVATE,
            "add-trigger",
            "approve-stage",
            "enter-stage",
            "keep-rule",
            "lift",
            "publish-release",
            RESUME_ROLLOUT,
            "set-budget",
            "set-canary",
            "set-policy",
            "set-shadow",
            "set-voters",
            "settle",
            "start-rollout");

    private static final int MOST_FREEZES = 100;

    public Policy {
        fourEyes = List.copyOf(new TreeSet<>(fourEyes));
        freezes = List.copyOf(freezes);
        List<String> names = freezes.stream().map(Freeze::name).distinct().toList();
        Checks checks = new Checks()
                .that(
                        names.size() == freezes.size() && names.size() <= MOST_FREEZES,
                        "freezes",
                        names,
                        "at most " + MOST_FREEZES + ", each by a name of its own");
        fourEyes.forEach(
                kind -> checks.that(KINDS.contains(kind), "four_eyes", kind, "one of " + String.join(", ", KINDS)));
        checks.done();
    }

    /**
     * A time in which nothing may be given to routes.
     *
     * @param from its begin, included
     * @param to its end, not included
     * @param routes by their names; null: all
     */
    public record Freeze(
            String name, Instant from, Instant to, @Nullable List<String> routes) {
        private static final int MOST_NAME = 128;

        public Freeze {
            routes = routes == null ? null : List.copyOf(routes);
            new Checks()
                    .that(
                            !name.isBlank() && name.length() <= MOST_NAME,
                            "name",
                            name,
                            "1 to " + MOST_NAME + " characters")
                    .that(from.isBefore(to), "to", to, "a time after from (" + from + ")")
                    .that(routes == null || !routes.isEmpty(), "routes", routes, "\"all\", or the names of routes")
                    .done();
        }

        boolean lasts(Instant now) {
            return !now.isBefore(from) && now.isBefore(to);
        }

        boolean holds(String route) {
            return routes == null || routes.contains(route);
        }
    }
}
