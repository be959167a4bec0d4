package dev.penstock.healing;

import dev.penstock.core.ApiError;
import dev.penstock.core.Diagnosis;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many output tokens a provider would give to a request that asks for more, where its message names the numbers:
 * because of the model's own limit, or because the messages leave no more of its context window.
 */
final class TokenLimits {
    /** Who gets fewer hardly gets an answer. */
    private static final long LEAST = 256;

    private static final String NUMBER = "(\\d{1,12})";

    /** What a message says, and in which groups: the limit, and what of it is taken already. */
    private record Form(Pattern pattern, int limit, int[] taken) {
        /** What fits; null where this is not what the message says. */
        @Nullable
        Long read(String message) {
            Matcher matcher = pattern.matcher(message);
            if (!matcher.find()) {
                return null;
            }
            long fits = Long.parseLong(matcher.group(limit));
            for (int group : taken) {
                fits += (group > 0 ? -1 : 1) * Long.parseLong(matcher.group(Math.abs(group)));
            }
            return fits;
        }
    }

    /** A group that is added and not taken stands with a minus. */
    private static final List<Form> FORMS = List.of(
            // OpenAI, vLLM, OpenRouter: 8192; 9000 requested, 8000 of them in the completion
            form(
                    "maximum context length is " + NUMBER + " tokens[^(]{1,40}you requested (?:about )?" + NUMBER
                            + " tokens \\([^)]{1,120}?" + NUMBER + " (?:in|for) the (?:completion|output)",
                    1,
                    2,
                    -3),
            // vLLM, later: 4096; 1000 input tokens
            form("maximum context length is " + NUMBER + " tokens and your request has " + NUMBER + " input", 1, 2),
            // Anthropic: 199211 + 20000 > 200000
            form("exceed context limit: " + NUMBER + " \\+ " + NUMBER + " > " + NUMBER, 3, 1),
            // Anthropic: max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens
            form("max_tokens: " + NUMBER + " > " + NUMBER + ", which is the maximum allowed", 2),
            // OpenAI
            form("tokens is too large: " + NUMBER + "\\. this model supports at most " + NUMBER, 2),
            // Groq
            form("tokens[`']? must be less than or equal to [`']?" + NUMBER, 1));

    private TokenLimits() {}

    /** What an error says of output tokens; null where it says nothing, or where no answer would fit. */
    static Diagnosis.@Nullable OutputLimit of(ApiError error) {
        for (Form form : FORMS) {
            Long fits = form.read(error.message());
            if (fits != null) {
                return fits < LEAST ? null : new Diagnosis.OutputLimit(fits);
            }
        }
        return null;
    }

    private static Form form(String pattern, int limit, int... taken) {
        return new Form(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), limit, taken);
    }
}
