package dev.penstock.core.chat;

import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer in no dialect.
 *
 * @param id the provider's id of it; empty if it gave none
 * @param model the model that the provider says answered; empty if it did not say
 * @param createdSeconds seconds since 1970 when it was made; 0 if the provider did not say
 * @param choices the answers, one unless the caller asked for more; may be empty, which is a fault to be diagnosed
 * @param usage null if the provider counted nothing
 * @param fingerprint the provider's word for the machinery behind the answer
 */
public record ChatAnswer(
        String id,
        String model,
        long createdSeconds,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable String fingerprint) {
    public ChatAnswer {
        choices = List.copyOf(choices);
    }

    /**
     * One answer.
     *
     * @param index counted from 0
     * @param parts texts, thinking, tool calls, refusals, in order
     * @param finish why the model stopped; {@link FinishReason#OTHER} if the provider did not say
     * @param finishWord the provider's own word for it; empty if it did not say
     * @param stopSequence the stop sequence that was met, where the dialect tells
     * @param logprobs the probabilities of tokens in OpenAI's form, if asked for
     */
    public record Choice(
            int index,
            List<Part> parts,
            FinishReason finish,
            String finishWord,
            @Nullable String stopSequence,
            @Nullable Json logprobs) {
        public Choice {
            parts = List.copyOf(parts);
        }
    }
}
