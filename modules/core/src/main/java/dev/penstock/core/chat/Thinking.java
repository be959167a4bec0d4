package dev.penstock.core.chat;

import dev.penstock.core.Dialect;

/** Whether the model reasons before it answers. */
public sealed interface Thinking {
    /** It does not. */
    record Off() implements Thinking {}

    /** As much as it finds right. */
    record Adaptive() implements Thinking {}

    /** It does, within a budget of output tokens, above 0. */
    record Budget(long tokens) implements Thinking {}

    /** A setting that only one dialect has, as it came. */
    record Native(Dialect dialect, Json json) implements Thinking {}
}
