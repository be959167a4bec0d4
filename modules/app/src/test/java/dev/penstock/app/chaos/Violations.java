package dev.penstock.app.chaos;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What was found to be wrong: in the order in which it was found, each once. */
final class Violations {
    private final Set<String> found = new LinkedHashSet<>();

    void require(boolean so, Supplier<String> otherwise) {
        if (!so) {
            found.add(otherwise.get());
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
