package dev.penstock.core;

/** The HTTP API that a caller speaks to Penstock, or Penstock to a provider. */
public enum Dialect {
    /** {@code POST /v1/chat/completions} and its relatives, as OpenAI and the many compatible providers speak it. */
    OPENAI("openai"),
    /** {@code POST /v1/messages}, as Anthropic speaks it. */
    ANTHROPIC("anthropic");

    private final String word;

    Dialect(String word) {
        this.word = word;
    }

    /** The word for it in configuration, metrics and traces. */
    public String word() {
        return word;
    }
}
