package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.UnknownResult.Why;
import dev.penstock.core.json.JsonText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolContentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: no such gate",
                " \n\tError: indented",
                "Exception: x",
                "Exception in thread \"main\" java.lang.NullPointerException",
                "Traceback (most recent call last):\n  File \"a.py\", line 1",
                "{\"error\": \"no such gate\"}",
                "{\"error\": {\"code\": 404}}",
                "{\"error\": [\"a\"]}",
                "{\"error\": true, \"data\": [1]}",
                "{\"content\": [], \"isError\": true}",
                "{\"is_error\": true}",
                "{\"success\": false}",
                "\n {\"status\": \"error\", \"message\": \"x\"} \n",
                "{\"partial\": true, \"error\": \"the third page failed\"}",
            })
    void whatFailedIsAnError(String text) {
        assertIs(Why.ERROR, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t ", "[]", "{}", "[ ]", " { } ", "null", "\"\"", " null\n"})
    void whatHoldsNothingIsEmpty(String text) {
        assertIs(Why.EMPTY, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rows\": [1], \"partial\": true}",
                "{\"truncated\": true}",
                "{\"incomplete\": true}",
                "{\"timed_out\": true}",
                "{\"rows\": [{\"id\": 1}, {\"id\":",
                "{\"rows\": [1, 2",
                "[1, 2",
                "[{\"a\": \"half a te",
                "{\"a\": tru",
                "{\"a\": \"\\u00",
                "{",
                "[\"a\",\n\n",
            })
    void whatSaysSoOrBreaksOffIsPartial(String text) {
        assertIs(Why.PARTIAL, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The gate is open.",
                "The deploy ended with Error: exit code 1, and was taken back.",
                "Errors: 0",
                "Error handling in Java: a guide",
                "Exceptional weather today",
                "Exceptions are values.",
                "error: is how the compiler begins a line",
                "A traceback (most recent call last) looks like this",
                "nullable",
                "null and void",
                "0",
                "false",
                "\"\\\"\"",
                "{\"error\": null}",
                "{\"error\": false}",
                "{\"error\": \"\"}",
                "{\"error\": {}}",
                "{\"error\": []}",
                "{\"error\": 0.02}",
                "{\"errors\": 0}",
                "{\"errors\": []}",
                "{\"isError\": false}",
                "{\"success\": true}",
                "{\"success\": \"false\"}",
                "{\"status\": \"errors\"}",
                "{\"status\": \"ok\", \"partial\": false, \"truncated\": null}",
                "{\"result\": {\"error\": \"of somebody else\", \"truncated\": true}}",
                "[{\"error\": \"in one of many\"}]",
                "[null]",
                "[] items",
                "{} is how an empty object is written",
                "[INFO] started {",
                "[draft] {\"a\": 1",
                "{ x -> x + 1",
                "{\"a\": 1} and then",
                "[1, 2] [3",
                "{'a': 1",
            })
    void whatOnlyLooksLikeItIsData(String text) {
        assertIs(null, text);
    }

    @Test
    void anOddLookAlikeIsNotReadForLong() {
        assertIs(null, "[".repeat(300) + "x");
        assertIs(null, "{\"rows\": \"" + "x".repeat(2_000_000) + "\"}");
    }

    @Test
    void noContentIsEmptyAndWhatIsNoTextIsData() {
        assertThat(of("null")).isEqualTo(Why.EMPTY);
        assertThat(of("[]")).isEqualTo(Why.EMPTY);
        assertThat(of("[{\"type\":\"image\",\"source\":{}}]")).isNull();
        assertThat(of("[{\"type\":\"text\",\"text\":\"\"},{\"type\":\"image\",\"source\":{}}]"))
                .isNull();
        assertThat(of("[{\"type\":\"text\",\"text\":\"Err\"},{\"type\":\"text\",\"text\":\"or: x\"}]"))
                .isEqualTo(Why.ERROR);
        assertThat(of("[1]")).isNull();
        assertThat(of("[{}]")).isNull();
        assertThat(of("7")).isNull();
    }

    @Test
    void escapesOfTheOuterTextAreReadThrough() {
        assertThat(of("\"\\u007b\\u0022error\\u0022: \\u0022\\u00e9\\u0022}\""))
                .as("the first letter is looked for as it is usually written")
                .isNull();
        assertThat(of("\"{\\u0022error\\u0022: \\u0022\\u00e9 \\ud83d\\ude00\\u0022}\""))
                .isEqualTo(Why.ERROR);
        assertThat(of("\"{\\\"a\\\": \\\"\\\\u00e9\\\\n \\/ é\\\"}\"")).isNull();
        assertThat(of("\"{\\\"a\\\": \\\"\\\\u00e9\"")).isEqualTo(Why.PARTIAL);
    }

    private static void assertIs(@Nullable Why why, String text) {
        assertThat(of(quoted(text))).as("as a text").isEqualTo(why);
        assertThat(of("[{\"type\":\"text\",\"text\":" + quoted(text) + "},{\"text\":\"\",\"type\":\"text\"}]"))
                .as("as a part")
                .isEqualTo(why);
    }

    private static @Nullable Why of(String json) {
        byte[] inside = (" " + json + " ").getBytes(UTF_8);
        return ToolContent.of(inside, 1, inside.length - 1);
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), UTF_8);
    }
}
