package dev.penstock.core.config;

import org.jspecify.annotations.Nullable;

/**
 * A provider and a model of it: what can be called.
 *
 * @param name how routes refer to it
 * @param provider the name of its provider
 * @param model the model's name as that provider knows it
 * @param contextWindow tokens that fit in, or null where it is not known
 * @param defaultMaxTokens the limit on output tokens that is sent where a dialect demands one and neither the caller
 *     nor the route says any
 * @param prefill whether its model goes on with an answer whose begin it is given as the last message; many refuse that
 * @param jsonSchema whether it can be asked for an answer that satisfies a JSON Schema, in its dialect's own words
 * @param price what it costs, or null where it is not known: then no cost is reported, never zero
 */
public record Target(
        String name,
        String provider,
        String model,
        @Nullable Integer contextWindow,
        int defaultMaxTokens,
        boolean prefill,
        boolean jsonSchema,
        @Nullable Price price) {
    public static final int DEFAULT_MAX_TOKENS = 4_096;

    /** A target of which nothing special is known. */
    public Target(
            String name,
            String provider,
            String model,
            @Nullable Integer contextWindow,
            int defaultMaxTokens,
            @Nullable Price price) {
        this(name, provider, model, contextWindow, defaultMaxTokens, false, false, price);
    }

    public Target {
        new Checks()
                .name("name", name)
                .that(!model.isBlank(), "model", model, "the model's name at its provider")
                .that(
                        contextWindow == null || contextWindow > 0,
                        "context_window",
                        contextWindow,
                        "a number of tokens above 0")
                .range("default_max_tokens", defaultMaxTokens, 1, 10_000_000)
                .done();
    }

    /** The same target, with this price for its tokens. */
    public Target withPrice(@Nullable Price other) {
        return new Target(name, provider, model, contextWindow, defaultMaxTokens, prefill, jsonSchema, other);
    }

    /** The same target, without a price. */
    public Target withoutPrice() {
        return price == null ? this : withPrice(null);
    }
}
