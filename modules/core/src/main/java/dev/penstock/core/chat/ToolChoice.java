package dev.penstock.core.chat;

import dev.penstock.core.Dialect;

/** Whether the model asks for tools. */
public sealed interface ToolChoice {
    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** Never. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Any() implements ToolChoice {}

    /** This one. */
    record Named(String tool) implements ToolChoice {}

    /** A choice that only one dialect has, as it came. */
    record Native(Dialect dialect, Json json) implements ToolChoice {}
}
