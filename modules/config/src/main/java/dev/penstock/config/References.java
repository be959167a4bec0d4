package dev.penstock.config;

import dev.penstock.core.NearNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who names whom. Names are declared even by what is broken, so that a reference to it is no second mistake. */
final class References {
    enum Kind {
        PROVIDER,
        TARGET,
        PROMPT,
        CONTRACT,
        ROUTE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Reference(Kind kind, String name, Place place) {}

    private final Map<Kind, Set<String>> declared = new EnumMap<>(Kind.class);
    private final Set<Kind> unsure = EnumSet.noneOf(Kind.class);
    private final List<Reference> references = new ArrayList<>();

    void declare(Kind kind, String name) {
        names(kind).add(name);
    }

    /** Some names of a kind could not be read: then none is called unknown. */
    void unsure(Kind kind) {
        unsure.add(kind);
    }

    void refer(Kind kind, String name, Place place) {
        references.add(new Reference(kind, name, place));
    }

    boolean any(Kind kind) {
        return unsure.contains(kind) || !names(kind).isEmpty();
    }

    /** Notes each reference to a name that nobody declared. */
    void check(Mistakes mistakes) {
        for (Reference reference : references) {
            Set<String> names = names(reference.kind());
            if (!names.contains(reference.name()) && !unsure.contains(reference.kind())) {
                mistakes.add(
                        reference.place(),
                        Shown.quoted(reference.name()),
                        remedy(reference.kind().word(), reference.name(), names));
            }
        }
    }

    private static String remedy(String word, String name, Set<String> names) {
        if (names.isEmpty()) {
            return "expected the name of a " + word + ", but there is none";
        }
        List<String> near = NearNames.near(name, names);
        return near.isEmpty()
                ? "expected a " + word + ": one of " + Shown.names(names)
                : "expected a " + word + ": did you mean " + Shown.plain(String.join(" or ", near)) + "?";
    }

    private Set<String> names(Kind kind) {
        return declared.computeIfAbsent(kind, k -> new TreeSet<>());
    }
}
