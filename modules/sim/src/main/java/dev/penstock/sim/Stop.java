package dev.penstock.sim;

import org.jspecify.annotations.Nullable;

/** Why an answer ended, in the words of both dialects; null where the provider fails to say. */
enum Stop {
    DONE("stop", "end_turn"),
    STOP_SEQUENCE("stop", "stop_sequence"),
    LENGTH("length", "max_tokens"),
    TOOL("tool_calls", "tool_use"),
    FILTERED("content_filter", "refusal"),
    /** As Gemini's OpenAI-compatible endpoint says it. */
    MALFORMED_CALL("function_call_filter: MALFORMED_FUNCTION_CALL", "end_turn"),
    REFUSED("stop", "refusal"),
    MISSING(null, null);

    private final @Nullable String openAi;
    private final @Nullable String anthropic;

    Stop(@Nullable String openAi, @Nullable String anthropic) {
        this.openAi = openAi;
        this.anthropic = anthropic;
    }

    @Nullable
    String openAi() {
        return openAi;
    }

    @Nullable
    String anthropic() {
        return anthropic;
    }
}
