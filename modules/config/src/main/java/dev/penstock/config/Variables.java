package dev.penstock.config;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the environment's values into texts that may differ from node to node: {@code ${env:POD_IP}:5701}. */
sealed class Variables {
    /** Takes every variable for good: it is set on another machine. */
    static final class Elsewhere extends Variables {
        Elsewhere() {
            super(_ -> null);
        }

        @Override
        @Nullable
        String value(Section section, String key, String name) {
            return null;
        }
    }

    /** A reference; without a group where it is none that can be followed. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)}|[^}]*}?)");

    private final Function<String, @Nullable String> environment;

    /** {@code environment} gives a variable's value, or null where it is not set. */
    Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The text behind a key with its references filled in; null if one has no value. */
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
            String name = reference.group(1);
            if (name == null) {
                section.wrong(key, Shown.quoted(reference.group()), "expected references like ${env:NAME} only");
            }
            String value = name == null ? null : value(section, key, name);
            whole &= value != null;
            reference.appendReplacement(filled, value == null ? "" : Matcher.quoteReplacement(value));
        }
        return whole ? reference.appendTail(filled).toString() : null;
    }

    /** The value of a variable; null, and a mistake, if there is none. */
    @Nullable
    String value(Section section, String key, String name) {
        String value = environment.apply(name);
        if (value == null || value.isBlank()) {
            section.wrong(
                    key,
                    "'${env:" + name + "}', which "
                            + (value == null ? "is not set in the environment" : "leads to an empty text"),
                    "expected a value there");
            return null;
        }
        return value.strip();
    }
}
