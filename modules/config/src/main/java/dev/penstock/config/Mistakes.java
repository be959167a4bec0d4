package dev.penstock.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes and warnings while files are read, so that none hides another. */
final class Mistakes {
    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Note> warnings = new ArrayList<>();

    void add(Place place, String found, String remedy) {
        mistakes.add(new Mistake(place.file(), place.line(), Shown.plain(place.path()), found, remedy));
    }

    /** A text that breaks its format's rules. */
    void broken(String file, int line, String problem, String format) {
        add(new Place(file, line, ""), "no valid " + format, problem);
    }

    void warn(Place place, String sentence) {
        warnings.add(new Note(place.file(), place.line(), Shown.plain(place.path()), sentence));
    }

    /** How many there are so far: who finds more afterwards knows that what it read in between is broken. */
    int count() {
        return mistakes.size();
    }

    List<Mistake> mistakes() {
        return mistakes.stream()
                .sorted(Comparator.comparing(Mistake::file).thenComparingInt(Mistake::line))
                .toList();
    }

    List<Note> warnings() {
        return warnings.stream()
                .sorted(Comparator.comparing(Note::file).thenComparingInt(Note::line))
                .toList();
    }
}
