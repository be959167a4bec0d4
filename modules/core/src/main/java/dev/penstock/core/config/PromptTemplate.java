package dev.penstock.core.config;

import dev.penstock.core.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with variables as {@code {{name}}}; white space inside the braces does not count. */
public final class PromptTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    /** The fixed pieces; variable i stands between piece i and piece i + 1. */
    private final List<String> pieces;

    private final List<String> slots;
    private final List<String> variables;
    private final String text;
    private final String contentHash;

    /**
     * Parses a template.
     *
     * @throws BadConfig if a variable has no usable name
     */
    public PromptTemplate(String text) {
        this.text = text;
        this.contentHash = Sha256.hex(text);
        List<String> fixed = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Checks checks = new Checks().that(!text.isBlank(), "template", "", "a text");
        Matcher variable = VARIABLE.matcher(text);
        int end = 0;
        while (variable.find()) {
            String name = variable.group(1);
            checks.that(
                    NAME.matcher(name).matches(),
                    "template",
                    variable.group(),
                    "a variable like {{customer_name}}: letters, digits and _");
            fixed.add(text.substring(end, variable.start()));
            names.add(name);
            end = variable.end();
        }
        fixed.add(text.substring(end));
        checks.done();
        this.pieces = List.copyOf(fixed);
        this.slots = List.copyOf(names);
        this.variables = List.copyOf(new LinkedHashSet<>(names));
    }

    /** SHA-256 of the text, in lower-case hexadecimal. */
    public String contentHash() {
        return contentHash;
    }

    /** The template as it was written. */
    public String text() {
        return text;
    }

    /** Each variable once, in the order in which they first stand in the text. */
    public List<String> variables() {
        return variables;
    }

    /** The text with every variable replaced by its value, as it is: a value is never read as a template again. */
    public String render(Function<String, String> valueOf) {
        StringBuilder rendered = new StringBuilder(pieces.getFirst());
        for (int i = 0; i < slots.size(); i++) {
            rendered.append(valueOf.apply(slots.get(i))).append(pieces.get(i + 1));
        }
        return rendered.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PromptTemplate template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
