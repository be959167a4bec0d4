package dev.penstock.contract;

import dev.penstock.core.config.Contract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model is told when it is asked again: what was wrong with its answer, and what is expected. */
public final class Correction {
    /** The most characters that a correction has. */
    public static final int MOST_CHARS = 10_000;

    private static final int LONGEST_SCHEMA = 5_000;

    private Correction() {}

    /** The text. It quotes the answer and holds the schema, unless that is too long to be of help. */
    public static String text(List<Violation> violations, @Nullable Contract contract) {
        StringBuilder text = new StringBuilder("Your answer was not accepted:\n");
        violations.stream()
                .limit(ContractCheck.MOST_VIOLATIONS)
                .forEach(violation ->
                        text.append("- ").append(violation.sentence()).append('\n'));
        if (contract == null) {
            return text.append("Answer again, in full, without these mistakes.").toString();
        }
        text.append("Answer again, in full, with nothing but one JSON value: no code fence and no words around it.");
        if (contract.schema().length() <= LONGEST_SCHEMA) {
            text.append(" It must be valid against this JSON Schema:\n")
                    .append(contract.schema().strip());
        }
        return text.toString();
    }
}
