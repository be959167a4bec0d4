package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import java.util.List;

/** What a value breaks of a schema, in our words. */
final class SchemaViolations {
    private SchemaViolations() {}

    /** What it breaks; {@code at} is where the value itself stands. */
    static List<Violation> of(Check check, String at, JsonSchema schema, JsonNode value) {
        try {
            return of(check, at, schema.errors(value));
        } catch (SchemaException e) {
            return List.of(cannotTell(check, at, e));
        }
    }

    static List<Violation> of(Check check, String at, List<Error> errors) {
        return errors.stream()
                .limit(ContractCheck.MOST_VIOLATIONS)
                .map(error -> new Violation(
                        check,
                        at + error.getInstanceLocation(),
                        error.getKeyword() + ": " + error.getMessage(),
                        String.valueOf(error.getInstanceNode())))
                .toList();
    }

    static Violation cannotTell(Check check, String at, SchemaException problem) {
        return new Violation(
                check, at, "a value that the schema can be held against", String.valueOf(problem.getMessage()));
    }
}
