package dev.penstock.config;

import dev.penstock.core.config.Price;
import org.jspecify.annotations.Nullable;

/** What a list of prices says about a model; null for what it does not say. */
record ListedModel(@Nullable Price price, @Nullable Integer contextWindow) {
    static final ListedModel UNKNOWN = new ListedModel(null, null);
}
