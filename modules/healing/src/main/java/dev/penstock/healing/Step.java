package dev.penstock.healing;

import dev.penstock.core.config.Remedy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What comes next for a request. */
public sealed interface Step {
    /**
     * Ask a target.
     *
     * @param target its place in the request's order, from 0
     * @param delay how long to wait before
     * @param change what is different from the first time; null for nothing
     * @param remedy what this is; null for the first target of all
     */
    record Ask(
            int target,
            Duration delay,
            @Nullable Change change,
            @Nullable Remedy remedy) implements Step {}

    /** Tell the caller; {@code why} says what was not possible, for the trace. */
    record Tell(String why) implements Step {}
}
