package dev.penstock.contract;

import static dev.penstock.contract.Answers.ANY;
import static dev.penstock.contract.Answers.schema;
import static dev.penstock.contract.Answers.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairTest {
    private final ContractCheck any = schema(ANY);

    private static Stream<Arguments> repairable() {
        return Stream.of(
                row("\uFEFF{\"a\":1}", "{\"a\":1}", "bom"),
                row("\uFEFF 1", "1", "bom"),
                row("```json\n{\"a\":1}\n```", "{\"a\":1}", "fence"),
                row("```\r\n{\"a\":1}\r\n```\r\n", "{\"a\":1}", "fence"),
                row("````JSON\n[1]\n````", "[1]", "fence"),
                row("```json\n42\n```", "42", "fence"),
                row("Here is the data:\n```json\n{\"a\":1}\n```\nLet me know", "{\"a\":1}", "fence, prose"),
                row("Here is the data: {\"a\":1}", "{\"a\":1}", "prose"),
                row("{\"a\":\"}\"} I hope this helps!", "{\"a\":\"}\"}", "prose"),
                row("It's this: [1, 2]", "[1, 2]", "prose"),
                row("{\"a\":1 // one\n}", "{\"a\":1  }", "comments"),
                row("{/* b */\"a\":1}", "{ \"a\":1}", "comments"),
                row("{\"a\":\"// no /* comment\",}", "{\"a\":\"// no /* comment\" }", "trailing_comma"),
                row("{'a': 'b \"c\" d'}", "{\"a\": \"b \\\"c\\\" d\"}", "quotes"),
                row("{'a': 'it\\'s'}", "{\"a\": \"it's\"}", "quotes"),
                row("{\u201Ca\u201D: \u2018b\u2019}", "{\"a\": \"b\"}", "quotes"),
                row("{\u201Ea\u201C: 1}", "{\"a\": 1}", "quotes"),
                row("[1, 2,]", "[1, 2 ]", "trailing_comma"),
                row("{\"a\": [1,\n], // all\n}", "{\"a\": [1 \n]   }", "comments, trailing_comma"),
                row(
                        "{\"a\": True, \"b\": False, \"c\": None}",
                        "{\"a\": true, \"b\": false, \"c\": null}",
                        "python_literal"),
                row(
                        "\uFEFFSure:\n```json\n{'a': True,} \n```\n",
                        "{\"a\": true }",
                        "bom, fence, prose, quotes, trailing_comma, python_literal"));
    }

    @ParameterizedTest
    @MethodSource("repairable")
    void whatCanMeanOneThingOnlyIsRepaired(String text, String json, String rules) {
        assertThat(verdict(any, text)).isEqualTo("repaired " + json + " [" + rules + "]");
        assertThat(verdict(any, json)).as("validated again").isEqualTo("valid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                // cut
                "{\"items\":[{\"a\":1},{\"a\":",
                "{\"items\":[{\"a\":1},{\"a\":1}",
                "[{\"a\":1}, {\"b\"",
                "```json\n{\"a\":1}",
                "```json\n{\"a\":\n```",
                "{\"a\": \"b}",
                "{\"a\": 1 /* }",
                "\"Hello {} wor",
                "{\"a\": tru",
                // two candidates
                "{\"a\":1}\n{\"a\":2}",
                "[1] and {\"a\":1}",
                "{\"a\":1} \"b\"",
                "1 {\"a\":1}",
                "{\"a\":1} true",
                "```\n{\"a\":1}\n```\n```\n{\"a\":2}\n```",
                "{\"a\":2}\n```\n{\"a\":1}\n```",
                "```\n{\"a\":1}\n{\"a\":2}\n```",
                "{\"a\":1,\"a\":2,}",
                // a part of something else
                "\"a\": {\"b\": 1}",
                "{\"a\":1}, \"b\": 2",
                "{\"a\":1}}",
                "{\"a\": 1 \"b\": {\"c\": 2}}",
                "[as asked] {\"a\":1}",
                "{\"a\":1] ",
                // not what repair is for
                "{a: 1}",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{\"a\": undefined}",
                "{\"a\": three}",
                "{\"a\": 'it's'}",
                "{\"a\": \"x\ny\"}",
                "{\"a\":: 1}",
                "[,]",
                "[1,,]",
                "{,}",
                "{\"a\":1 # one\n}",
                "",
            })
    void whatCouldMeanAnythingElseIsNot(String text) {
        assertThat(verdict(any, text)).startsWith("invalid ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "\"-12\"", "\"0\""})
    void aTextThatHoldsAnIntegerBecomesOneWhereOneIsWanted(String text) {
        assertThat(verdict(schema("{\"type\": \"integer\"}"), text))
                .isEqualTo("repaired " + text.replace("\"", "") + " [coercion]");
    }

    private static Stream<Arguments> coercible() {
        return Stream.of(
                row("{\"type\":\"number\"}", "\"2.50\"", "repaired 2.50 [coercion]"),
                row("{\"type\":\"boolean\"}", "\"true\"", "repaired true [coercion]"),
                row("{\"type\":[\"boolean\",\"null\"]}", "\"false\"", "repaired false [coercion]"),
                row("{\"items\":{\"type\":\"integer\"}}", "[1,\"2\",\"3\"]", "repaired [1,2,3] [coercion]"),
                row(
                        "{\"properties\":{\"a\":{\"properties\":{\"b/c\":{\"type\":\"integer\"}}}}}",
                        "{'a': {'b/c': '7'}, \"z\": 1.10}",
                        "repaired {\"a\":{\"b/c\":7},\"z\":1.10} [quotes, coercion]"),
                row("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"boolean\"}]}", "\"3\"", "repaired 3 [coercion]"));
    }

    @ParameterizedTest
    @MethodSource("coercible")
    void anUnambiguousScalarIsCoercedWhereItStands(String schema, String text, String verdict) {
        assertThat(verdict(schema(schema), text)).isEqualTo(verdict);
    }

    private static Stream<Arguments> notCoercible() {
        return Stream.of(
                Arguments.of("{\"type\":\"integer\"}", "\"three\""),
                Arguments.of("{\"type\":\"integer\"}", "\"03\""),
                Arguments.of("{\"type\":\"integer\"}", "\" 3\""),
                Arguments.of("{\"type\":\"integer\"}", "\"3.0\""),
                Arguments.of("{\"type\":\"integer\"}", "\"1e2\""),
                Arguments.of("{\"type\":\"integer\"}", "\"\""),
                Arguments.of("{\"type\":\"integer\"}", "3.5"),
                Arguments.of("{\"type\":\"integer\",\"minimum\":5}", "\"3\""),
                Arguments.of("{\"type\":\"boolean\"}", "\"True\""),
                Arguments.of("{\"type\":\"boolean\"}", "\"yes\""),
                Arguments.of("{\"type\":\"boolean\"}", "1"),
                Arguments.of("{\"type\":\"null\"}", "\"null\""),
                Arguments.of("{\"type\":\"string\"}", "3"),
                Arguments.of("{\"type\":\"array\"}", "\"[1]\""),
                Arguments.of("{\"enum\":[1,2]}", "\"1\""),
                Arguments.of("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\",\"pattern\":\"^x\"}]}", "\"3\""),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"b\"]}", "{\"a\":\"1\"}"));
    }

    @ParameterizedTest
    @MethodSource("notCoercible")
    void whatNeedsAGuessIsNotCoerced(String schema, String text) {
        assertThat(verdict(schema(schema), text)).startsWith("invalid [schema");
    }

    private static Arguments row(String one, String two, String three) {
        return Arguments.of(one, two, three);
    }
}
