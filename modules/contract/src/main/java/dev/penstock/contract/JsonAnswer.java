package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A text that is held against a schema.
 *
 * @param text as it came, or repaired
 * @param words the texts in its JSON, without the names of fields; all of it where it is no JSON
 * @param rules what was done to it; nothing where there are violations
 */
record JsonAnswer(String text, List<String> words, List<Violation> violations, Set<RepairRule> rules) {
    private static final Set<RepairRule> NONE = Set.of();

    /** Text that is held against no schema. */
    static JsonAnswer anyText(String text) {
        return new JsonAnswer(text, List.of(text), List.of(), NONE);
    }

    /** A text that satisfies a schema as it is stays as it is. */
    static JsonAnswer of(String text, JsonSchema schema, boolean repair) {
        return switch (JsonReader.read(text)) {
            case JsonReader.Read.Value(JsonNode value) -> against(schema, text, value, NONE, repair);
            case JsonReader.Read.Broken(String problem) -> {
                Repair.Repaired repaired = repair ? Repair.of(text) : null;
                yield repaired == null
                        ? new JsonAnswer(
                                text,
                                List.of(text),
                                List.of(new Violation(Check.JSON, "", "one JSON value and nothing else", problem)),
                                NONE)
                        : against(schema, repaired.text(), repaired.value(), repaired.rules(), true);
            }
        };
    }

    private static JsonAnswer against(
            JsonSchema schema, String text, JsonNode value, Set<RepairRule> rules, boolean repair) {
        try {
            List<Error> errors = schema.errors(value);
            if (errors.isEmpty()) {
                return new JsonAnswer(text, words(value), List.of(), rules);
            }
            JsonNode coerced = repair ? Coercion.coerce(value, errors) : null;
            if (coerced != null && schema.errors(coerced).isEmpty()) {
                EnumSet<RepairRule> all = EnumSet.of(RepairRule.COERCION);
                all.addAll(rules);
                return new JsonAnswer(JsonReader.write(coerced), words(coerced), List.of(), all);
            }
            return new JsonAnswer(text, words(value), SchemaViolations.of(Check.SCHEMA, "", errors), NONE);
        } catch (SchemaException e) {
            return new JsonAnswer(text, words(value), List.of(SchemaViolations.cannotTell(Check.SCHEMA, "", e)), NONE);
        }
    }

    private static List<String> words(JsonNode value) {
        List<String> words = new ArrayList<>();
        collect(value, words);
        return words;
    }

    private static void collect(JsonNode value, List<String> words) {
        if (value.isTextual()) {
            words.add(value.textValue());
        }
        value.forEach(child -> collect(child, words));
    }
}
