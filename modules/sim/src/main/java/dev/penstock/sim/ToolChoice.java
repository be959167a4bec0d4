package dev.penstock.sim;

import org.jspecify.annotations.Nullable;

/**
 * Whether a tool is to be called.
 *
 * @param name the tool that must be called, if the client names one
 * @param parallel whether several may be called at once
 */
record ToolChoice(Mode mode, @Nullable String name, boolean parallel) {
    enum Mode {
        AUTO,
        NEVER,
        MUST
    }
}
