package dev.penstock.contract;

import static dev.penstock.contract.Answers.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each keyword of the two drafts with a value that it allows and one that it does not. */
class SchemaKeywordsTest {
    private static final String DRAFT_07 = "\"$schema\": \"http://json-schema.org/draft-07/schema#\"";

    private static final String BOTH = """
        "additionalProperties": false, "properties": {"a": true}  | {"a": 1}                | {"b": 1}
        "additionalProperties": {"type": "null"}                   | {"a": null}             | {"a": 1}
        "allOf": [{"minimum": 1}, {"maximum": 3}]                  | 2                       | 4
        "anyOf": [{"type": "null"}, {"minimum": 3}]                | 3                       | 2
        "oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]            | 4                       | 6
        "not": {"type": "null"}                                    | 1                       | null
        "const": {"a": [1, 2.0]}                                   | {"a": [1.0, 2]}         | {"a": [2, 1]}
        "const": false                                             | false                   | 0
        "enum": ["a", null, 1]                                     | 1.0                     | "1"
        "contains": {"const": 1}                                   | [0, 1]                  | []
        "exclusiveMaximum": 3                                      | 2.9                     | 3
        "exclusiveMinimum": 3                                      | 3.1                     | 3
        "maximum": 3.0                                             | 3                       | 3.1
        "minimum": -2                                              | -2                      | -2.1
        "multipleOf": 0.01                                         | 19.99                   | 0.001
        "maxItems": 2                                              | [1, 2]                  | [1, 2, 3]
        "minItems": 1                                              | [1]                     | []
        "uniqueItems": true                                        | [1, "1", true]          | [1, 1.0]
        "items": {"type": "integer"}                               | [1, 2]                  | [1, "x"]
        "maxLength": 2                                             | "\uD83D\uDE00\uD83D\uDE00" | "abc"
        "minLength": 2                                             | "ab"                    | "\uD83D\uDE00"
        "pattern": "^a*$"                                          | "aaa"                   | "aab"
        "pattern": "a+"                                            | "xxaa"                  | "xx"
        "maxProperties": 1                                         | {"a": 1}                | {"a": 1, "b": 2}
        "minProperties": 1                                         | {"a": 1}                | {}
        "patternProperties": {"^f": {"type": "integer"}}           | {"foo": 1, "x": "y"}    | {"foo": 1.5}
        "properties": {"a": {"type": "string"}}                    | {"a": "b", "c": 1}      | {"a": []}
        "propertyNames": {"maxLength": 1}                          | {"a": 1}                | {"ab": 1}
        "required": ["a"]                                          | {"a": null}             | {"b": 1}
        "type": "integer"                                          | 1.0                     | 1.1
        "type": "number"                                           | 1e2                     | "x"
        "type": "string"                                           | ""                      | 1
        "type": "boolean"                                          | false                   | 0
        "type": "null"                                             | null                    | false
        "type": "array"                                            | []                      | {}
        "type": "object"                                           | {}                      | []
        "type": ["string", "null"]                                 | null                    | 1
        "if": {"minimum": 3}, "then": {"multipleOf": 2}, "else": {"const": 1} | 4             | 5
        "if": {"minimum": 3}, "else": {"const": 1}                 | 1                       | 2
        "properties": {"next": {"$ref": "#"}}, "required": ["v"]   | {"v": 1, "next": {"v": 2}} | {"v": 1, "next": {}}
        "format": "date"                                           | "2026-02-28"            | "2026-02-29"
        "format": "date-time"                                      | "2026-02-28T12:00:00Z"  | "2026-02-28"
        "format": "time"                                           | "12:00:00Z"             | "25:00:00Z"
        "format": "email"                                          | "a.b@shop.example"      | "a b@shop.example"
        "format": "idn-email"                                      | "\u00E4@\u00F6.example" | "a@"
        "format": "hostname"                                       | "a.example"             | "-a.example"
        "format": "ipv4"                                           | "10.0.0.1"              | "10.0.0.256"
        "format": "ipv6"                                           | "::1"                   | "1::2::3"
        "format": "uri"                                            | "https://a.example/b"   | "/b"
        "format": "uri-reference"                                  | "/b"                    | "\\\\\\\\a"
        "format": "json-pointer"                                   | "/a~1b"                 | "a"
        "format": "regex"                                          | "a+"                    | "("
        "format": "uuid"                                           | "2eb8aa08-aa98-11ea-b4aa-73b441d16380" | "2eb8aa08"
        "format": "duration"                                       | "P1DT2H"                | "1 day"
        "format": "phone"                                          | "anything: in no draft" | -
        "title": "a", "default": 1, "examples": [2], "readOnly": true, "x-mine": {} | "any"  | -
        """;

    private static final String ONLY_07 = """
        "additionalItems": false, "items": [{"type": "integer"}]   | [1]                     | [1, 2]
        "items": [{"type": "integer"}, {"type": "string"}]         | [1, "a", null]          | ["x"]
        "dependencies": {"a": ["b"]}                               | {"a": 1, "b": 2}        | {"a": 1}
        "dependencies": {"a": {"required": ["b"]}}                 | {"b": 1}                | {"a": 1}
        "definitions": {"n": {"type": "null"}}, "items": {"$ref": "#/definitions/n"} | [null] | [1]
        "items": {"$ref": "#/definitions/n", "maximum": 0}, "definitions": {"n": {"type": "integer"}} | [1] | [1.5]
        """;

    private static final String ONLY_2020_12 = """
        "prefixItems": [{"type": "integer"}], "items": false       | [1]                     | [1, 2]
        "prefixItems": [{"type": "integer"}]                       | [1, "a"]                | ["x"]
        "contains": {"const": 1}, "minContains": 2                 | [1, 1]                  | [1]
        "contains": {"const": 1}, "maxContains": 1                 | [1, 2]                  | [1, 1]
        "dependentRequired": {"a": ["b"]}                          | {"a": 1, "b": 2}        | {"a": 1}
        "dependentSchemas": {"a": {"maxProperties": 1}}            | {"a": 1}                | {"a": 1, "b": 2}
        "unevaluatedItems": false, "prefixItems": [true]           | [1]                     | [1, 2]
        "unevaluatedProperties": false, "allOf": [{"properties": {"a": true}}] | {"a": 1}    | {"b": 1}
        "$defs": {"n": {"type": "null"}}, "items": {"$ref": "#/$defs/n"} | [null]            | [1]
        "$defs": {"n": {"$anchor": "here", "type": "null"}}, "items": {"$ref": "#here"} | [null] | [1]
        "items": {"$ref": "#/$defs/n", "maximum": 0}, "$defs": {"n": {"type": "integer"}} | [0] | [1]
        "$dynamicAnchor": "node", "properties": {"n": {"$dynamicRef": "#node"}}, "required": ["v"] | {"v": 1, "n": {"v": 2}} | {"v": 1, "n": {}}
        """;

    private static Stream<Arguments> rows() {
        return Stream.of(
                        rows(BOTH, DRAFT_07 + ", "),
                        rows(BOTH, ""),
                        rows(ONLY_07, DRAFT_07 + ", "),
                        rows(ONLY_2020_12, ""))
                .flatMap(List::stream);
    }

    private static List<Arguments> rows(String table, String draft) {
        List<Arguments> rows = new ArrayList<>();
        for (String line : table.strip().split("\n", -1)) {
            String[] cells = line.split("\\|", -1);
            rows.add(Arguments.of("{" + draft + cells[0].strip() + "}", cells[1].strip(), cells[2].strip()));
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aKeywordAllowsTheOneAndNotTheOther(String schema, String allowed, String not) {
        ContractCheck check = Answers.schema(schema);
        assertThat(verdict(check, allowed)).isEqualTo("valid");
        if (!not.equals("-")) {
            assertThat(verdict(check, not)).startsWith("invalid [schema");
        }
    }

    @ParameterizedTest
    @MethodSource("trueAndFalse")
    void aSchemaMayBeTrueOrFalse(String schema, String verdict) {
        assertThat(verdict(Answers.schema(schema), "{\"a\": 1}")).isEqualTo(verdict);
    }

    private static Stream<Arguments> trueAndFalse() {
        return Stream.of(Arguments.of("true", "valid"), Arguments.of("false", "invalid [schema]"));
    }
}
