package dev.penstock.core.chat;

/** Who speaks in a message. */
public enum Role {
    /** The application, above everything that users say. */
    SYSTEM,
    /** The application, in the word that newer OpenAI models want; other dialects treat it as {@link #SYSTEM}. */
    DEVELOPER,
    /** The person or program that asks. */
    USER,
    /** The model. */
    ASSISTANT,
    /** Tools, with the results that the model asked for. */
    TOOL
}
