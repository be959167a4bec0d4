package dev.penstock.core;

import org.jspecify.annotations.Nullable;

/**
 * Text with one form for one meaning, to be hashed: a tag with a version, then a line for each value with its length,
 * so that no value can be mistaken for the begin of another.
 */
final class Canonical {
    private final StringBuilder text = new StringBuilder();

    Canonical(String tag) {
        text.append(tag).append('\n');
    }

    /** Adds a value; null is none, which is not the same as an empty text. */
    Canonical put(String name, @Nullable Object value) {
        if (value != null) {
            String form = value.toString();
            text.append(name)
                    .append('=')
                    .append(form.length())
                    .append(':')
                    .append(form)
                    .append('\n');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
