package dev.penstock.config;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the environment's values into texts that may differ from node to node: {@code ${env:POD_IP}:5701}. */
final class Variables {
    /** A reference; without a group where it is none that can be followed. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)}|[^}]*}?)");

    private final Function<String, @Nullable String> environment;

    /** {@code environment} gives a variable's value, or null where it is not set. */
    Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The text behind a key with its references filled in; null, and mistakes, if one leads nowhere. */
    @Nullable
    String text(Section section, String key, String expected) {
        String text = section.text(key, expected);
        return text == null ? null : filled(section, key, text);
    }

    /** The same where the key must be there. */
    @Nullable
    String requiredText(Section section, String key, String expected) {
        String text = section.requiredText(key, expected);
        return text == null ? null : filled(section, key, text);
    }

    private @Nullable String filled(Section section, String key, String text) {
        boolean whole = true;
        StringBuilder filled = new StringBuilder();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String value = value(section, key, reference);
            whole &= value != null;
            reference.appendReplacement(filled, value == null ? "" : Matcher.quoteReplacement(value));
        }
        return whole ? reference.appendTail(filled).toString() : null;
    }

    private @Nullable String value(Section section, String key, Matcher reference) {
        String shown = Shown.quoted(reference.group());
        if (reference.group(1) == null) {
            section.wrong(key, shown, "expected references like ${env:NAME} only");
            return null;
        }
        String value = environment.apply(reference.group(1));
        if (value == null || value.isBlank()) {
            section.wrong(
                    key,
                    shown + ", which " + (value == null ? "is not set in the environment" : "leads to an empty text"),
                    "expected a value there");
            return null;
        }
        return value.strip();
    }
}
