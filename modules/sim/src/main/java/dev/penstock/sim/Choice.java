package dev.penstock.sim;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the answers to a request.
 *
 * @param parts in the order they are said
 * @param stopSequence the stop sequence that ended it, if one did
 */
record Choice(List<Part> parts, Stop stop, @Nullable String stopSequence) {
    Choice {
        parts = List.copyOf(parts);
    }

    Choice(List<Part> parts, Stop stop) {
        this(parts, stop, null);
    }

    /** The same with every text replaced. */
    Choice mapText(Function<String, String> change) {
        return new Choice(
                parts.stream()
                        .map(part -> part instanceof Part.Text(String text) ? new Part.Text(change.apply(text)) : part)
                        .toList(),
                stop,
                stopSequence);
    }

    /** The tokens of all parts. */
    int tokens() {
        return parts.stream()
                .mapToInt(part -> switch (part) {
                    case Part.Text(String text) -> text.isEmpty() ? 0 : Tokens.of(text);
                    case Part.Refusal(String text) -> Tokens.of(text);
                    case Part.Thinking(String text, String signature) -> Tokens.of(text);
                    case Part.ToolCall(String id, String name, String arguments) -> Tokens.of(name + arguments);
                })
                .sum();
    }
}
