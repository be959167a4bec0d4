package dev.penstock.trace.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes what applications and their users say of answers. Whoever gives some does not wait; no stage fails. */
public interface FeedbackDesk {
    /**
     * What is said of one answer, at once.
     *
     * @param trace the id of its trace; null where only the answer's own id is known
     * @param answer the id that the answer calls itself by; null where the trace's id is known
     * @param key names this among what is said of that answer: sent again, it is not taken again
     * @param caller the name of the key that says so; null for nobody known
     * @param anybody whether anybody may say so, because callers need no key
     */
    record Given(
            @Nullable String trace,
            @Nullable String answer,
            String key,
            @Nullable String caller,
            boolean anybody,
            Instant at,
            List<Said> said) {
        public Given {
            said = List.copyOf(said);
        }

        /** The same, now that the trace is known. */
        public Given of(String found) {
            return new Given(found, null, key, caller, anybody, at, said);
        }
    }

    /**
     * One thing that is said.
     *
     * @param kind what it is, in a word
     * @param value a score; null where it is none
     * @param label a word; null where there is none
     * @param text what a person wrote; null where there is none
     */
    record Said(
            String kind,
            @Nullable Double value,
            @Nullable String label,
            @Nullable String text) {}

    /** What became of it. */
    sealed interface Taken {
        /** It is stored; {@code repeated} says that it was before. */
        record Stored(String trace, boolean repeated) implements Taken {}

        /** There is no such trace, or it is somebody else's. */
        record Unknown() implements Taken {}

        /** The route keeps no texts, and this has one. */
        record NoTexts(String route) implements Taken {}

        /** The node that has the trace does not answer. */
        record Away(String node) implements Taken {}

        /** It could not be stored; the words are for operators and callers. */
        record NotStored(String why) implements Taken {}
    }

    CompletionStage<Taken> give(Given given);
}
