package dev.penstock.config;

import dev.penstock.core.NearNames;
import java.util.ArrayList;
import java.util.Collection;
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

    /** A name that must be one of a few, which are references of the same kind. */
    private record Choice(Reference reference, List<String> few) {}

    private final Map<Kind, Set<String>> declared = new EnumMap<>(Kind.class);
    private final Set<Kind> unsure = EnumSet.noneOf(Kind.class);
    private final List<Reference> references = new ArrayList<>();
    private final List<Choice> choices = new ArrayList<>();

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

    /** A name that must be one of those that a route refers to. */
    void referAmong(Kind kind, String name, List<String> few, Place place) {
        choices.add(new Choice(new Reference(kind, name, place), few));
    }

    boolean any(Kind kind) {
        return unsure.contains(kind) || !names(kind).isEmpty();
    }

    /** Notes each reference to a name that nobody declared. */
    void check(Mistakes mistakes) {
        for (Reference reference : references) {
            if (!isKnown(reference.kind(), reference.name())) {
                mistakes.add(
                        reference.place(),
                        Shown.quoted(reference.name()),
                        remedy(reference.kind().word(), reference.name(), names(reference.kind())));
            }
        }
        for (Choice choice : choices) {
            Reference reference = choice.reference();
            boolean fewAreKnown = choice.few().stream().allMatch(name -> isKnown(reference.kind(), name));
            if (fewAreKnown && !choice.few().contains(reference.name())) {
                mistakes.add(
                        reference.place(),
                        Shown.quoted(reference.name()),
                        remedy(reference.kind().word() + " of this route", reference.name(), choice.few()));
            }
        }
    }

    private boolean isKnown(Kind kind, String name) {
        return names(kind).contains(name) || unsure.contains(kind);
    }

    private static String remedy(String word, String name, Collection<String> names) {
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
