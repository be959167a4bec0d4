package dev.penstock.core.chat;

import org.jspecify.annotations.Nullable;

/**
 * Where in the caller's request a value stood, in the words of the caller's dialect: {@code messages[2].content[0]}. It
 * stays with the value when a request is translated, so that a refusal can name the field that the caller wrote.
 *
 * <p>Any two paths are equal: where a value stood is no part of what it says, and records that hold a path compare by
 * what they say.
 */
public final class FieldPath {
    private static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath parent;
    private final String name;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** The body itself; also the path of what no caller wrote, such as a release's prompt. */
    public static FieldPath root() {
        return ROOT;
    }

    /** A field of the body. */
    public static FieldPath of(String name) {
        return ROOT.field(name);
    }

    /** A field of the object that stands here. */
    public FieldPath field(String field) {
        return new FieldPath(this, field, -1);
    }

    /** An element of the array that stands here, counted from 0. */
    public FieldPath at(int element) {
        return new FieldPath(this, "", element);
    }

    /** The path as a caller reads it; empty for the body itself. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.append(text);
        if (index >= 0) {
            text.append('[').append(index).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldPath;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
