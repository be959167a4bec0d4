package dev.penstock.providers.anthropic;

import dev.penstock.core.FinishReason;

/** Anthropic's words for why a model stopped. */
final class StopWords {
    private StopWords() {}

    static FinishReason read(String word) {
        return switch (word) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.LENGTH;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "pause_turn" -> FinishReason.PAUSE;
            case "refusal" -> FinishReason.REFUSAL;
            default -> FinishReason.OTHER;
        };
    }

    /** What is not known to be complete is told as {@code max_tokens}, never as {@code end_turn}. */
    static String write(FinishReason reason) {
        return switch (reason) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH, OTHER -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case TOOL_CALLS -> "tool_use";
            case PAUSE -> "pause_turn";
            case CONTENT_FILTER, REFUSAL -> "refusal";
        };
    }
}
