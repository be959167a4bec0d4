package dev.penstock.core.config;

import dev.penstock.core.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sampling parameters that a release pins. What is set here takes the place of what the caller sends; what is null
 * leaves the caller's value, or the provider's default.
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable String reasoningEffort) {
    public static final Sampling CALLERS = new Sampling(null, null, null, null, null, null);

    public Sampling {
        Checks checks = new Checks();
        if (temperature != null) {
            checks.number("temperature", temperature, 0, 2);
        }
        if (topP != null) {
            checks.number("top_p", topP, 0, 1);
        }
        if (presencePenalty != null) {
            checks.number("presence_penalty", presencePenalty, -2, 2);
        }
        if (frequencyPenalty != null) {
            checks.number("frequency_penalty", frequencyPenalty, -2, 2);
        }
        checks.that(
                        reasoningEffort == null || reasoningEffort.matches("[a-z]{2,16}"),
                        "reasoning_effort",
                        reasoningEffort,
                        "a word such as low, medium or high")
                .done();
    }

    /**
     * The parameters that are set here but that targets of a dialect do not have, in the words of the configuration.
     */
    public List<String> beyond(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> List.of();
            case ANTHROPIC -> {
                List<String> beyond = new ArrayList<>();
                if (temperature != null && temperature > 1) {
                    beyond.add("temperature above 1");
                }
                if (seed != null) {
                    beyond.add("seed");
                }
                if (presencePenalty != null) {
                    beyond.add("presence_penalty");
                }
                if (frequencyPenalty != null) {
                    beyond.add("frequency_penalty");
                }
                if (reasoningEffort != null) {
                    beyond.add("reasoning_effort");
                }
                yield beyond;
            }
        };
    }
}
