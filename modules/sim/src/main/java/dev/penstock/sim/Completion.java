package dev.penstock.sim;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a provider answers, before it is put into a dialect.
 *
 * @param model the model the answer names
 */
record Completion(String model, List<Choice> choices, Usage usage) {
    Completion {
        choices = List.copyOf(choices);
    }

    /** The same with every choice replaced. */
    Completion mapChoices(UnaryOperator<Choice> change) {
        return new Completion(model, choices.stream().map(change).toList(), usage);
    }

    /** The same with one choice that says this. */
    Completion saying(Stop stop, Part... parts) {
        var choice = new Choice(List.of(parts), stop);
        var counted = new Usage(usage.prompt(), usage.cacheRead(), usage.cacheWritten(), choice.tokens(), 0);
        return new Completion(model, List.of(choice), counted);
    }

    /** All text of the first choice. */
    String text() {
        return choices.getFirst().parts().stream()
                .map(part -> part instanceof Part.Text(String text) ? text : "")
                .collect(Collectors.joining());
    }
}
