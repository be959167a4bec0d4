package dev.penstock.providers.openai;

import dev.penstock.core.FinishReason;

/** OpenAI's words for why a model stopped. */
final class FinishWords {
    private FinishWords() {}

    /**
     * @param called the model asked for tools: some providers, and OpenAI for a tool that the caller named, say
     *     {@code stop} then
     * @param refused the model declined in words of its own, which OpenAI marks with {@code stop}
     */
    static FinishReason read(String word, boolean called, boolean refused) {
        return switch (word) {
            case "stop", "end_turn", "eos" ->
                called ? FinishReason.TOOL_CALLS : refused ? FinishReason.REFUSAL : FinishReason.STOP;
            case "length", "max_tokens" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    /** What is not known to be complete is told as {@code length}, never as {@code stop}. */
    static String write(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, REFUSAL -> "stop";
            case LENGTH, CONTEXT_WINDOW, PAUSE, OTHER -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }
}
