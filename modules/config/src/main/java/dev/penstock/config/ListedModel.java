package dev.penstock.config;

import dev.penstock.core.config.Price;
import org.jspecify.annotations.Nullable;

/**
 * What a list of prices says about a model; null for what it does not say.
 *
 * @param rises whether it costs more for long inputs, which the price leaves out
 */
record ListedModel(
        @Nullable Price price, boolean rises, @Nullable Integer contextWindow) {
    static final ListedModel UNKNOWN = new ListedModel(null, false, null);
}
