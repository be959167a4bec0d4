package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    @Test
    void readsMembersAndSkipsTheRest() {
        JsonCursor cursor = cursor("{ \"a\" : [1, {\"x\":[]}, \"]\"] , \"model\":\"gpt\\u002d4\", \"n\": -12.5e1}");
        String model = "";
        long n = 0;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("model")) {
                model = cursor.string();
            } else if (cursor.keyIs("n")) {
                n = cursor.wholeNumber();
            } else {
                cursor.skip();
            }
        }
        cursor.finish();
        assertThat(model).isEqualTo("gpt-4");
        assertThat(n).isEqualTo(-125);
    }

    @Test
    void readsEscapesAndEveryAlphabet() {
        assertThat(cursor("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 é 日本 😀\"")
                        .string())
                .isEqualTo("\"\\/\b\f\n\r\té😀 é 日本 😀");
    }

    @Test
    void comparesEscapedNames() {
        JsonCursor cursor = cursor("{\"m\\u006fdel\":1}");
        cursor.enterObject();
        assertThat(cursor.nextMember()).isTrue();
        assertThat(cursor.keyIs("model")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,7", "-7,-7", "1e3,1000", "12345678901234567,12345678901234567", "1e40,9223372036854775807"})
    void readsWholeNumbers(String text, long value) {
        assertThat(cursor(text).wholeNumber()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " [ ] ",
                "[[],{}]",
                "\"\"",
                "0",
                "-0",
                "1.5E+3",
                "true",
                "false",
                "null",
                "{\"a\":{\"b\":[null]}}"
            })
    void takesWhatIsJson(String text) {
        JsonCursor cursor = cursor(text);
        cursor.skip();
        cursor.finish();
        assertThat(cursor.position()).isEqualTo(text.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\":1,}|7|a name in quotes",
                "{\"a\" 1}|5|':'",
                "{\"a\":1|6|',' or '}'",
                "[1 2]|3|',' or ']'",
                "[1,]|3|a value",
                "[,1]|1|a value",
                "{,}|1|a name in quotes",
                "01|1|the end of the text",
                "1.|2|a digit",
                "-|1|a digit",
                "tru|3|true",
                "nul1|3|null",
                "\"abc|4|'\"' at the end of a string",
                "\"a\\x\"|3|one of \" \\ / b f n r t u after a backslash",
                "\"\\u12g4\"|5|four hexadecimal digits after \\u",
                "'a'|0|a value",
                "{} {}|3|the end of the text",
            })
    void saysWhereItStopsToBeJson(String text, int offset, String expected) {
        JsonCursor cursor = cursor(text);
        assertThatThrownBy(() -> {
                    cursor.skip();
                    cursor.finish();
                })
                .isInstanceOfSatisfying(MalformedJsonException.class, e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.offset()).isEqualTo(offset);
                });
    }

    @Test
    void refusesAControlCharacterWhereverItStandsInAString() {
        for (int before = 0; before < 20; before++) {
            byte[] text = ("\"" + "x".repeat(before) + "\n" + "y".repeat(20) + "\"").getBytes(UTF_8);
            int at = before + 1;
            assertThatThrownBy(() -> new JsonCursor(text).skip())
                    .isInstanceOfSatisfying(
                            MalformedJsonException.class,
                            e -> assertThat(e.offset()).isEqualTo(at));
        }
    }

    @Test
    void anIndexHasAThousandMembersAtMost() {
        String members =
                IntStream.range(0, 1_000).mapToObj(i -> "\"m" + i + "\":0").collect(Collectors.joining(","));
        assertThat(new JsonObjectIndex(("{" + members + "}").getBytes(UTF_8)).members())
                .hasSize(1_000);
        assertThatThrownBy(() -> new JsonObjectIndex(("{" + members + ",\"more\":0}").getBytes(UTF_8)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("at most 1000 members");
    }

    @Test
    void refusesNestingThatCouldExhaustAStack() {
        JsonCursor cursor = cursor("[".repeat(100_000));
        assertThatThrownBy(cursor::skip).hasMessageContaining("256 levels");
    }

    @Test
    void endsWhereItIsToldTo() {
        byte[] bytes = "xx[1,2]yy".getBytes(UTF_8);
        JsonCursor cursor = new JsonCursor(bytes, 2, 7);
        cursor.skip();
        cursor.finish();
        assertThat(cursor.position()).isEqualTo(7);
    }

    @Test
    void aStringOfWhiteSpaceShowsNothing() {
        for (String blank : new String[] {"", " ", "\\n", " \\t\\r\\n "}) {
            assertThat(cursor("\"" + blank + "\"").visibleString()).as(blank).isFalse();
        }
        for (String visible : new String[] {"x", " x", "\\\\", "\\n\\\"", "n", "\\u0020", "é"}) {
            JsonCursor cursor = cursor("\"" + visible + "\" ");
            assertThat(cursor.visibleString()).as(visible).isTrue();
            cursor.finish();
        }
    }

    private static JsonCursor cursor(String text) {
        return new JsonCursor(text.getBytes(UTF_8));
    }
}
