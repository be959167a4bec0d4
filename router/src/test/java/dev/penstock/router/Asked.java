package dev.penstock.router;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query whose answers are known. */
record Asked(
        long inputTokens,
        boolean tools,
        @Nullable Long maxTokens,
        @Nullable String language,
        Map<String, String> labels)
        implements Query {
    /** A request of so many tokens about which nothing else is known. */
    static Asked tokens(long inputTokens) {
        return new Asked(inputTokens, false, null, null, Map.of());
    }

    Asked withMaxTokens(long most) {
        return new Asked(inputTokens, tools, most, language, labels);
    }

    Asked withTools() {
        return new Asked(inputTokens, true, maxTokens, language, labels);
    }

    Asked in(String ofLanguage) {
        return new Asked(inputTokens, tools, maxTokens, ofLanguage, labels);
    }

    Asked with(String name, String value) {
        return new Asked(inputTokens, tools, maxTokens, language, Map.of(name, value));
    }

    @Override
    public @Nullable String metadata(String name) {
        return labels.get(name);
    }
}
