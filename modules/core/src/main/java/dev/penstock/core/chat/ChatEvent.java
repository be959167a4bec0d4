package dev.penstock.core.chat;

import dev.penstock.core.ApiError;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One step of an answer that comes in pieces. A stream is {@link Started}, then pieces, a {@link Finished} for each
 * choice, perhaps {@link UsageReported}, then {@link Ended}; or it breaks off with {@link Failed} or {@link Malformed},
 * after which nothing comes.
 */
public sealed interface ChatEvent {
    /**
     * The answer begins.
     *
     * @param id the provider's id of it; empty if it gave none
     * @param model the model that the provider says answers; empty if it did not say
     * @param createdSeconds seconds since 1970; 0 if the provider did not say
     */
    record Started(
            String id,
            String model,
            long createdSeconds,
            @Nullable String fingerprint) implements ChatEvent {}

    /** More text. {@code choice} counts from 0 here and below. */
    record TextDelta(int choice, String text) implements ChatEvent {}

    /** More of the model's reasoning. */
    record ThinkingDelta(int choice, String text) implements ChatEvent {}

    /** The proof for the reasoning so far. */
    record ThinkingSignature(int choice, String signature) implements ChatEvent {}

    /** Reasoning that the provider keeps to itself. */
    record RedactedThinking(int choice, String data) implements ChatEvent {}

    /** The model begins to ask for a tool. {@code call} counts the calls of one choice from 0. */
    record ToolCallStarted(int choice, int call, String id, String name) implements ChatEvent {}

    /** More of the JSON text of a call's arguments. */
    record ToolArgumentsDelta(int choice, int call, String json) implements ChatEvent {}

    /** More of the words in which the model declines. */
    record RefusalDelta(int choice, String text) implements ChatEvent {}

    /**
     * A choice is complete.
     *
     * @param word the provider's own word for the reason; empty if it did not say
     * @param stopSequence the stop sequence that was met, where the dialect tells
     */
    record Finished(
            int choice,
            FinishReason reason,
            String word,
            @Nullable String stopSequence) implements ChatEvent {}

    /** The tokens so far; a later report replaces an earlier one. */
    record UsageReported(Usage usage) implements ChatEvent {}

    /** The provider said that it failed. */
    record Failed(ApiError error) implements ChatEvent {}

    /** What came is not the dialect, or broke off. {@code what} says so in one sentence and quotes nothing. */
    record Malformed(String what) implements ChatEvent {}

    /** The provider said that this is all. */
    record Ended() implements ChatEvent {}
}
