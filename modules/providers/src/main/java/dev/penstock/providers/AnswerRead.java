package dev.penstock.providers;

import dev.penstock.core.chat.ChatAnswer;

/** What came of reading a provider's answer. */
public sealed interface AnswerRead {
    /** It is an answer in the dialect; whether it is a good one is for others to say. */
    record Answer(ChatAnswer answer) implements AnswerRead {}

    /** It is not. {@code what} says so in one sentence and quotes nothing. */
    record Malformed(String what) implements AnswerRead {}
}
