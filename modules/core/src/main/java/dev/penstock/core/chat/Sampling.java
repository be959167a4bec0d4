package dev.penstock.core.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the model picks its words and when it stops. What is null was not given; ranges are the provider's to check.
 *
 * @param maxTokens the most output tokens, above 0
 * @param temperature 0 is the most even; the top depends on the dialect
 * @param topP between 0 and 1
 * @param topK the number of candidates for each token
 * @param stop texts that end the answer
 * @param presencePenalty between -2 and 2
 * @param frequencyPenalty between -2 and 2
 * @param n the number of answers
 * @param logitBias an object from token id to bias
 * @param logprobs whether to tell the probabilities of tokens
 * @param topLogprobs how many of the likeliest tokens to tell at each place
 */
public record Sampling(
        @Nullable Given<Long> maxTokens,
        @Nullable Given<Double> temperature,
        @Nullable Given<Double> topP,
        @Nullable Given<Long> topK,
        @Nullable Given<List<String>> stop,
        @Nullable Given<Long> seed,
        @Nullable Given<Double> presencePenalty,
        @Nullable Given<Double> frequencyPenalty,
        @Nullable Given<Long> n,
        @Nullable Given<Json> logitBias,
        @Nullable Given<Boolean> logprobs,
        @Nullable Given<Long> topLogprobs,
        @Nullable Given<Effort> effort,
        @Nullable Given<Thinking> thinking) {
    /** Nothing given. */
    public static final Sampling NONE = new Builder().build();

    public Sampling {
        if (stop != null) {
            stop = new Given<>(List.copyOf(stop.value()), stop.at());
        }
    }

    /** A builder that starts from this. */
    public Builder with() {
        Builder builder = new Builder();
        builder.maxTokens = maxTokens;
        builder.temperature = temperature;
        builder.topP = topP;
        builder.topK = topK;
        builder.stop = stop;
        builder.seed = seed;
        builder.presencePenalty = presencePenalty;
        builder.frequencyPenalty = frequencyPenalty;
        builder.n = n;
        builder.logitBias = logitBias;
        builder.logprobs = logprobs;
        builder.topLogprobs = topLogprobs;
        builder.effort = effort;
        builder.thinking = thinking;
        return builder;
    }

    /** Collects what was given; not for use by several threads. */
    public static final class Builder {
        private @Nullable Given<Long> maxTokens;
        private @Nullable Given<Double> temperature;
        private @Nullable Given<Double> topP;
        private @Nullable Given<Long> topK;
        private @Nullable Given<List<String>> stop;
        private @Nullable Given<Long> seed;
        private @Nullable Given<Double> presencePenalty;
        private @Nullable Given<Double> frequencyPenalty;
        private @Nullable Given<Long> n;
        private @Nullable Given<Json> logitBias;
        private @Nullable Given<Boolean> logprobs;
        private @Nullable Given<Long> topLogprobs;
        private @Nullable Given<Effort> effort;
        private @Nullable Given<Thinking> thinking;

        public Builder maxTokens(@Nullable Given<Long> given) {
            maxTokens = given;
            return this;
        }

        public Builder temperature(@Nullable Given<Double> given) {
            temperature = given;
            return this;
        }

        public Builder topP(@Nullable Given<Double> given) {
            topP = given;
            return this;
        }

        public Builder topK(@Nullable Given<Long> given) {
            topK = given;
            return this;
        }

        public Builder stop(@Nullable Given<List<String>> given) {
            stop = given;
            return this;
        }

        public Builder seed(@Nullable Given<Long> given) {
            seed = given;
            return this;
        }

        public Builder presencePenalty(@Nullable Given<Double> given) {
            presencePenalty = given;
            return this;
        }

        public Builder frequencyPenalty(@Nullable Given<Double> given) {
            frequencyPenalty = given;
            return this;
        }

        public Builder n(@Nullable Given<Long> given) {
            n = given;
            return this;
        }

        public Builder logitBias(@Nullable Given<Json> given) {
            logitBias = given;
            return this;
        }

        public Builder logprobs(@Nullable Given<Boolean> given) {
            logprobs = given;
            return this;
        }

        public Builder topLogprobs(@Nullable Given<Long> given) {
            topLogprobs = given;
            return this;
        }

        public Builder effort(@Nullable Given<Effort> given) {
            effort = given;
            return this;
        }

        public Builder thinking(@Nullable Given<Thinking> given) {
            thinking = given;
            return this;
        }

        public Sampling build() {
            return new Sampling(
                    maxTokens,
                    temperature,
                    topP,
                    topK,
                    stop,
                    seed,
                    presencePenalty,
                    frequencyPenalty,
                    n,
                    logitBias,
                    logprobs,
                    topLogprobs,
                    effort,
                    thinking);
        }
    }
}
