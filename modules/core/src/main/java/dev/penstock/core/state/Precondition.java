package dev.penstock.core.state;

import java.util.Set;

/** What a write expects of the state on top of which it is decided. */
public sealed interface Precondition {
    /** Nothing. */
    record None() implements Precondition {}

    /**
     * That it is one of these.
     *
     * @param versions as {@link ControlState#version} has them
     */
    record Version(Set<String> versions) implements Precondition {
        public Version {
            versions = Set.copyOf(versions);
        }
    }

    /**
     * That no other link of the chain came after one.
     *
     * @param link the id of its record
     */
    record After(String link) implements Precondition {}

    /** Whether a state is as expected. */
    default boolean holds(ControlState state) {
        return switch (this) {
            case None() -> true;
            case Version(Set<String> versions) -> versions.contains(state.version());
            case After(String link) -> state.head().equals(link);
        };
    }

    /** What the second of two writes expects, where the first, known by its record's id, expected this. */
    default Precondition after(String first) {
        return this instanceof None ? this : new After(first);
    }
}
