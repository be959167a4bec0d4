package dev.penstock.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration record was given values that it cannot have: all of them, so that they can be mended in one go. */
public final class BadConfig extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * One mistake.
     *
     * @param field the field in the operator's words, as it stands in the file
     * @param value what was given; never a secret
     * @param expected what would have been right
     */
    public record Mistake(String field, String value, String expected) {}

    private final transient List<Mistake> mistakes;

    public BadConfig(List<Mistake> mistakes) {
        super(mistakes.stream()
                .map(m -> m.field() + " is '" + m.value() + "', expected " + m.expected())
                .collect(Collectors.joining("; ")));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }
}
