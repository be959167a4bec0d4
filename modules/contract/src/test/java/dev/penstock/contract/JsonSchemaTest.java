package dev.penstock.contract;

import static dev.penstock.contract.Answers.schema;
import static dev.penstock.contract.Answers.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"$ref": "https://example.com/x.json"}                       | schema is '$ref to https://example.com/x.json', expected a reference into the schema itself, such as #/$defs/name
        {"items": {"anyOf": [{"$ref": "http://10.0.0.1/x#/a"}]}}     | schema is '$ref to http://10.0.0.1/x', expected a reference into the schema itself, such as #/$defs/name
        {"$id": "https://example.com/a", "$ref": "b.json"}           | schema is '$ref to https://example.com/b.json', expected a reference
        {"$ref": "file:///etc/passwd"}                               | schema is '$ref to file:///etc/passwd', expected a reference
        {"$ref": "classpath:logback.xml"}                            | schema is '$ref to classpath:logback.xml', expected a reference
        {"$ref": "http://json-schema.org/../logback.xml"}            | schema is '$ref to http://json-schema.org/../logback.xml', expected a reference
        {"$ref": "#/$defs/none"}                                     | expected a JSON Schema whose parts can be found and read
        {"$schema": "http://json-schema.org/draft-04/schema#"}       | schema is '$schema "http://json-schema.org/draft-04/schema#"', expected https://json-schema.org/draft/2020-12/schema or
        {"$schema": 7}                                               | schema is '$schema 7', expected
        {"type": 5}                                                  | schema is '5', expected a JSON Schema; at /type:
        {"properties": {"a": {"minimum": "1"}}}                      | schema is '"1"', expected a JSON Schema; at /properties/a/minimum: string found, number expected
        {"properties": {"a": {"pattern": "("}}}                      | schema is '"("', expected a JSON Schema; at /properties/a/pattern: does not match the regex pattern
        {"$schema": "http://json-schema.org/draft-07/schema#", "required": "a"} | schema is '"a"', expected a JSON Schema; at /required: string found, array expected
        [1]                                                          | schema is '[1]', expected a JSON Schema; at :
        {                                                            | expected JSON
        ``                                                           | schema is 'nothing', expected JSON
        """)
    void whatIsNoSchemaIsRefusedWhenItIsCompiled(String schema, String message) {
        assertThatThrownBy(() -> schema(schema)).isInstanceOf(BadConfig.class).hasMessageContaining(message);
    }

    @Test
    void theMetaSchemasAreAtHand() {
        assertThat(verdict(schema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}"), "{\"type\": 1}"))
                .isEqualTo("invalid [schema, schema]");
        assertThat(verdict(schema("{\"$ref\": \"http://json-schema.org/draft-07/schema#\"}"), "{\"type\": \"null\"}"))
                .isEqualTo("valid");
    }

    @Test
    void aReferenceMayLeadIntoAnEmbeddedResource() {
        ContractCheck check = schema("""
            {"$id": "https://example.com/a", "$ref": "b",
             "$defs": {"b": {"$id": "https://example.com/b", "type": "integer"}}}
            """);
        assertThat(verdict(check, "1")).isEqualTo("valid");
        assertThat(verdict(check, "\"x\"")).isEqualTo("invalid [schema]");
    }

    @Test
    void aPatternThatTakesTooManyStepsGivesUp() {
        ContractCheck check = schema("{\"type\": \"string\", \"pattern\": \"^(a+)+$\"}");
        assertThat(verdict(check, "\"aaaa\"")).isEqualTo("valid");
        assertThat(verdict(check, "\"" + "a".repeat(60) + "b\"")).isEqualTo("invalid [schema]");
    }

    @Test
    void aSchemaWithoutAnEndGivesUp() {
        assertThat(verdict(schema("{\"$ref\": \"#\"}"), "1")).isEqualTo("invalid [schema]");
        assertThat(verdict(
                        schema("{\"properties\": {\"a\": {\"$ref\": \"#\"}}}"),
                        "{\"a\":".repeat(200) + "1" + "}".repeat(200)))
                .isEqualTo("valid");
    }

    @Test
    void aSchemaWhoseBranchesMultiplyGivesUp() {
        ContractCheck doubling = schema("""
            {"type": "array", "anyOf": [{"items": {"$ref": "#"}}, {"items": {"$ref": "#"}, "minItems": 1}]}
            """);
        assertThat(verdict(doubling, "[[[1]]]")).startsWith("invalid [schema");
        assertThat(verdict(doubling, "[".repeat(100) + "1" + "]".repeat(100))).isEqualTo("invalid [schema]");
        StringBuilder laughs = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
        for (int i = 0; i < 60; i++) {
            String next = "{\"$ref\": \"#/$defs/a" + (i + 1) + "\"}";
            laughs.append("\"a" + i + "\": {\"allOf\": [" + next + "," + next + "]},");
        }
        assertThat(verdict(schema(laughs + "\"a60\": {\"minimum\": 0}}}"), "1")).isEqualTo("invalid [schema]");
    }

    @Test
    void manyBranchesOnManyValuesAreAllLookedAt() {
        StringBuilder branches = new StringBuilder("{\"items\": {\"oneOf\": [");
        for (int i = 0; i < 100; i++) {
            branches.append("{\"properties\": {\"kind\": {\"const\": " + i + "}}, \"required\": [\"kind\"]},");
        }
        String schema = branches + "false]}}";
        assertThat(verdict(schema(schema), "[" + "{\"kind\": 99},".repeat(500) + "{\"kind\": 0}]"))
                .isEqualTo("valid");
    }

    @Test
    void whatWouldExhaustTheNodeIsNoJson() {
        assertThat(verdict(schema("{\"multipleOf\": 3}"), "1e999999999")).isEqualTo("invalid [json]");
        assertThat(verdict(schema("{\"multipleOf\": 3}"), "[1e-999999999]")).isEqualTo("invalid [json]");
        assertThat(verdict(schema("true"), "9".repeat(500))).isEqualTo("invalid [json]");
        assertThat(verdict(schema("true"), "[".repeat(300) + "]".repeat(300))).isEqualTo("invalid [json]");
        assertThat(verdict(schema("true"), "[".repeat(100_000))).isEqualTo("invalid [json]");
        assertThat(verdict(schema("{\"multipleOf\": 0.01}"), "1e300")).isEqualTo("valid");
    }
}
