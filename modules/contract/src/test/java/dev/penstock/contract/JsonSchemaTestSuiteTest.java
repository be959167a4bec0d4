package dev.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mandatory cases of the JSON Schema Test Suite, which is on no package registry: a copy's directory with
 * {@code draft7/} and {@code draft2020-12/} is given with {@code -Dpenstock.json-schema-tests=DIR}. Decision 0019 tells
 * why some are left out.
 */
class JsonSchemaTestSuiteTest {
    /** Nothing is fetched, so a schema that needs what the suite serves over HTTP is refused. */
    private static final Pattern OUTSIDE = Pattern.compile("^schema is '\\$(ref to |schema \"?)http://localhost:1234/");

    /** Formats are asserted. */
    private static final String ANNOTATION_ONLY = "is only an annotation by default";

    @ParameterizedTest
    @CsvSource({
        "draft2020-12, https://json-schema.org/draft/2020-12/schema",
        "draft7, http://json-schema.org/draft-07/schema#"
    })
    void eachMandatoryCaseHasItsVerdict(String draft, String id) throws IOException {
        String suite = System.getProperty("penstock.json-schema-tests");
        assumeTrue(suite != null, "no copy of the suite: -Dpenstock.json-schema-tests=DIR");
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (Stream<Path> files = Files.list(Path.of(suite, draft))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (JsonNode group : read(Files.readString(file))) {
                    cases += group.path("tests").size();
                    wrong.addAll(wrong(
                            file.getFileName() + ": "
                                    + group.path("description").asText() + ": ",
                            group,
                            id));
                }
            }
        }
        assertThat(cases).isGreaterThan(800);
        assertThat(wrong).isEmpty();
    }

    /** As answers are read. */
    private static JsonNode read(String text) {
        return ((JsonReader.Read.Value) JsonReader.read(text)).node();
    }

    private static List<String> wrong(String name, JsonNode group, String id) {
        JsonNode schema = group.path("schema");
        if (schema instanceof ObjectNode object && !object.has("$schema")) {
            object.put("$schema", id);
        }
        JsonSchema compiled;
        try {
            compiled = JsonSchema.compile(JsonReader.write(schema));
        } catch (BadConfig e) {
            return OUTSIDE.matcher(String.valueOf(e.getMessage())).find() ? List.of() : List.of(name + e.getMessage());
        }
        List<String> wrong = new ArrayList<>();
        for (JsonNode test : group.path("tests")) {
            boolean valid;
            try {
                valid = compiled.errors(test.path("data")).isEmpty();
            } catch (RuntimeException e) {
                wrong.add(name + test.path("description").asText() + ": " + e);
                continue;
            }
            String description = test.path("description").asText();
            boolean expected = test.path("valid").asBoolean() && !description.endsWith(ANNOTATION_ONLY);
            if (valid != expected) {
                wrong.add(name + description + ": " + (valid ? "valid" : "invalid"));
            }
        }
        return wrong;
    }
}
