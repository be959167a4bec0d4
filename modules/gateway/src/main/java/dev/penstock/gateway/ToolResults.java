package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.ToolOutput;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.json.JsonSplice;
import java.util.List;
import java.util.Objects;

/**
 * The results of tools in a request that are unknown: errors, empty ones and partial ones. All of them are labelled to
 * the model, so that what it is sent begins the same from turn to turn; those count that it answers on now, which stand
 * behind its last message.
 */
final class ToolResults {
    static final ToolResults NONE = new ToolResults(List.of(), List.of(), List.of());

    /** Of an edit, besides bytes of its own, of which it has none. */
    private static final int BYTES_OF_AN_EDIT = 64;

    private final List<Edit> labels;
    private final List<Edit> flags;
    private final List<ToolOutput> outputs;

    /** Other bytes for a piece of the caller's body; what they are is shared by all that are alike. */
    record Edit(int from, int to, byte[] json) {}

    /**
     * @param labels what is put in front of the results
     * @param flags what takes the place of {@code is_error} where a dialect has no word for it, and the label says it
     * @param outputs all that the model answers on now, known and unknown; of very many the first
     */
    ToolResults(List<Edit> labels, List<Edit> flags, List<ToolOutput> outputs) {
        this.labels = List.copyOf(labels);
        this.flags = List.copyOf(flags);
        this.outputs = List.copyOf(outputs);
    }

    /** All that the model answers on now; of very many the first. */
    List<ToolOutput> outputs() {
        return outputs;
    }

    /** Those of them that are unknown. */
    List<UnknownResult> unknown() {
        if (labels.isEmpty()) {
            return List.of();
        }
        return outputs.stream()
                .filter(output -> output.unknown() != null)
                .map(output -> new UnknownResult(output.tool(), Objects.requireNonNull(output.unknown())))
                .toList();
    }

    /** The same, of which none is labelled, for a release that takes them as they come. */
    ToolResults unlabelled() {
        return new ToolResults(List.of(), List.of(), outputs);
    }

    /** The bytes of memory that they take, with what they add to a body. */
    long bytes() {
        long sum = (long) BYTES_OF_AN_EDIT * flags.size();
        for (Edit label : labels) {
            sum += BYTES_OF_AN_EDIT + label.json.length;
        }
        return sum;
    }

    /** Puts the labels into the caller's body, on its way to a target that speaks some dialect. */
    void label(JsonSplice splice, Dialect target) {
        labels.forEach(edit -> splice.replace(edit.from, edit.to, edit.json));
        switch (target) {
            case OPENAI -> flags.forEach(edit -> splice.replace(edit.from, edit.to, edit.json));
            case ANTHROPIC -> {}
        }
    }
}
