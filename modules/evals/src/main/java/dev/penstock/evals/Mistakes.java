package dev.penstock.evals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.NearNames;
import dev.penstock.core.config.BadConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with cases, so that it is all told at once. */
final class Mistakes {
    /** What is wrong is quoted up to this many characters. */
    private static final int MOST_QUOTED = 100;

    private final List<BadConfig.Mistake> all = new ArrayList<>();

    void wrong(String field, JsonNode value, String expected) {
        wrong(field, value.isTextual() ? value.textValue() : value.toString(), expected);
    }

    void wrong(String field, String value, String expected) {
        String quoted = value.length() > MOST_QUOTED ? value.substring(0, MOST_QUOTED) + "..." : value;
        all.add(new BadConfig.Mistake(field, quoted, expected));
    }

    void missing(String field, String expected) {
        all.add(new BadConfig.Mistake(field, "missing", expected));
    }

    /** Fields that nothing reads. */
    void passedOver(String at, JsonNode object, List<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                List<String> near = NearNames.near(name, known);
                wrong(
                        at + name,
                        "no field of this",
                        near.isEmpty() ? "only " + String.join(", ", known) : "'" + near.getFirst() + "' perhaps");
            }
        }
    }

    /** A text of 1 to {@code most} characters; null where it is none, which is noted. */
    @Nullable
    String text(String field, JsonNode value, int most) {
        if (value.isTextual()
                && !value.textValue().isBlank()
                && value.textValue().length() <= most) {
            return value.textValue();
        }
        wrong(field, value, "a text of 1 to " + most + " characters");
        return null;
    }

    /**
     * Ends the collection.
     *
     * @throws BadConfig if there is a mistake
     */
    void done() {
        if (!all.isEmpty()) {
            throw new BadConfig(all);
        }
    }
}
