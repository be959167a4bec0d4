package dev.penstock.providers;

/**
 * What a target adds to a request.
 *
 * @param model the model's name at the provider
 * @param maxTokensField the word that an OpenAI-compatible provider has for the limit on output tokens
 * @param defaultMaxTokens the limit where the caller gave none and the dialect demands one, above 0
 * @param streamUsage ask an OpenAI-compatible provider for the usage of streams even if the caller did not
 */
public record Outbound(String model, MaxTokensField maxTokensField, long defaultMaxTokens, boolean streamUsage) {
    public Outbound {
        if (model.isBlank()) {
            throw new IllegalArgumentException("model is blank, expected the model's name at the provider");
        }
        if (defaultMaxTokens <= 0) {
            throw new IllegalArgumentException("defaultMaxTokens is " + defaultMaxTokens + ", expected 1 or more");
        }
    }

    /** OpenAI's two words for one thing: reasoning models refuse the old one, many compatible providers the new one. */
    public enum MaxTokensField {
        MAX_TOKENS("max_tokens"),
        MAX_COMPLETION_TOKENS("max_completion_tokens");

        private final String word;

        MaxTokensField(String word) {
            this.word = word;
        }

        /** The field's name on the wire. */
        public String word() {
            return word;
        }
    }
}
