package dev.penstock.sim;

/** One piece of what a model says. */
sealed interface Part {
    /** Thinking, shown in Anthropic's dialect only. */
    record Thinking(String text, String signature) implements Part {}

    /** The words of the answer. */
    record Text(String text) implements Part {}

    /** The words of a refusal. */
    record Refusal(String text) implements Part {}

    /**
     * A call of a tool.
     *
     * @param arguments as they go over the wire; valid JSON unless a fault says otherwise
     */
    record ToolCall(String id, String name, String arguments) implements Part {}
}
