package dev.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.contract.AnswerBegin.Verdict;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerBeginTest {
    private static final String TICKET = """
        {"type": "object", "required": ["kind", "count"], "additionalProperties": false,
         "properties": {"kind": {"enum": ["bug", "wish"]}, "count": {"type": "integer", "minimum": 0},
                        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2}}}\
        """;
    private static final String EITHER = """
        {"anyOf": [{"properties": {"a": {"type": "string"}}, "required": ["a", "b"]},
                   {"properties": {"a": {"type": "integer"}}, "required": ["a"]}]}\
        """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\": \"bug\", \"count\": 3, \"tags\": [\"a\", \"b\"]}",
                "  {\"count\":0,\"kind\":\"wish\"}\n",
                "{\"kind\": \"b\\u0075g\", \"count\": 12}"
            })
    void aValidAnswerIsOpenFromItsFirstCharacterOn(String text) {
        AnswerBegin begin = check(TICKET, AnswerChecks.NONE).begin();
        boolean seen = false;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            Verdict verdict = begin.take(String.valueOf(one));
            seen |= !Character.isWhitespace(one);
            assertThat(verdict).isEqualTo(seen ? new Verdict.Open() : new Verdict.Held());
        }
    }

    /** The text up to the bar may be handed on; with what comes behind it, it is broken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\u0001',
            value = {
                "{\"kind\": \"other|\"; schema",
                "{\"kind\": \"bug\", \"count\": \"3|\"; schema",
                "{\"kind\": \"bug\", \"count\": -1|,; schema",
                "{\"more\": 1|}; schema",
                "{\"tags\": [\"a\", \"b\", \"c\"|]; schema",
                "{\"kind\": \"bug\"|]; json",
                "{\"kind\": \"bug\", \"count\": 1}| and so on; json",
                "{\"kind\": \"bug\", |\"kind\": \"bug\"; json",
                "{\"count\": 1|e999999,; json"
            })
    void whatNoEndCanMendIsToldAtOnce(String text, String check) {
        AnswerBegin begin = check(TICKET, AnswerChecks.NONE).begin();
        int bar = text.indexOf('|');
        assertThat(begin.take(text.substring(0, bar))).isEqualTo(new Verdict.Open());
        Verdict verdict = begin.take(text.substring(bar + 1));
        assertThat(verdict).isInstanceOf(Verdict.Broken.class);
        assertThat(((Verdict.Broken) verdict).violations().getFirst().check().word())
                .isEqualTo(check);
        assertThat(begin.take("}")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"```json\n{", "Here you are: {", "<p>"})
    void whatDoesNotBeginAsJsonIsHeldForItMayBeRepaired(String text) {
        AnswerBegin begin = check(TICKET, AnswerChecks.NONE).begin();
        assertThat(begin.take(text)).isEqualTo(new Verdict.Held());
        assertThat(begin.take("\"kind\": \"bug\"")).isEqualTo(new Verdict.Held());
    }

    @Test
    void whatAlternativesLeaveOpenIsForTheEnd() {
        AnswerBegin begin = check(EITHER, AnswerChecks.NONE).begin();
        assertThat(begin.take("{\"a\": 1}")).isEqualTo(new Verdict.Open());
    }

    @Test
    void wordsAreLookedAtOverTheBordersOfPieces() {
        AnswerBegin begin =
                check(null, new AnswerChecks(null, 400, false, true, false)).begin();
        assertThat(begin.take("Plain words of an answer. ")).isEqualTo(new Verdict.Open());
        assertThat(begin.take("And <di")).isEqualTo(new Verdict.Open());
        assertThat(begin.take("v>" + "a box ".repeat(12))).isInstanceOf(Verdict.Broken.class);
        // A line that would look like a frame of a stack trace if it ended there.
        AnswerBegin lines =
                check(null, new AnswerChecks(null, null, false, true, false)).begin();
        String text = "There are\nat least three options (see below) are fine.\n" + "x".repeat(2_000)
                + " met at Paris (France)\nThe end.";
        for (int i = 0; i < text.length(); i++) {
            assertThat(lines.take(text.substring(i, i + 1)))
                    .as(text.substring(0, i))
                    .isEqualTo(new Verdict.Open());
        }
        assertThat(lines.take("\n    at dev.x.Y.z(Y.java:3)")).isEqualTo(new Verdict.Open());
        assertThat(lines.take("\n")).isInstanceOf(Verdict.Broken.class);
        AnswerBegin halves =
                check(null, new AnswerChecks(null, 2, false, false, false)).begin();
        assertThat(halves.take("\ud83d")).isEqualTo(new Verdict.Open());
        assertThat(halves.take("\ude00")).isEqualTo(new Verdict.Open());
        assertThat(halves.take("!")).isEqualTo(new Verdict.Open());
        AnswerBegin tooLong =
                check(null, new AnswerChecks(null, 5, false, false, false)).begin();
        assertThat(tooLong.take("Hello")).isEqualTo(new Verdict.Open());
        assertThat(tooLong.take("!")).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void aCharacterInTwoPiecesIsWhole() {
        AnswerBegin begin = check(null, AnswerChecks.NONE).begin();
        assertThat(begin.take("x")).isEqualTo(new Verdict.Open());
        AnswerBegin json = check("{\"properties\": {\"a\": {\"maxLength\": 1}}}", AnswerChecks.NONE)
                .begin();
        assertThat(json.take("{\"a\": \"\ud83d")).isEqualTo(new Verdict.Open());
        assertThat(json.take("\ude00\"}")).isEqualTo(new Verdict.Open());
    }

    @Test
    void whatIsHeldStaysSo() {
        AnswerBegin begin = check(TICKET, AnswerChecks.NONE).begin();
        assertThat(begin.take("{")).isEqualTo(new Verdict.Open());
        assertThat(begin.hold()).isEqualTo(new Verdict.Held());
        assertThat(begin.take("}")).isEqualTo(new Verdict.Held());
    }

    /** Nothing is told of a begin that the whole answer does not bear out. */
    @Property(tries = 2_000)
    void noValidAnswerIsEverBroken(@ForAll("answers") String text, @ForAll("schemas") String schema, @ForAll int seed) {
        ContractCheck check = check(schema, AnswerChecks.NONE);
        AnswerBegin begin = check.begin();
        int at = 0;
        Verdict verdict = new Verdict.Held();
        for (int step = 1; at < text.length(); step++) {
            int next = Math.min(text.length(), at + 1 + Math.floorMod(seed * step, 7));
            verdict = begin.take(text.substring(at, next));
            at = next;
        }
        boolean valid =
                check.checkAsItIs(answer(text), ContractInput.of(List.of(), null)) instanceof ContractVerdict.Valid;
        if (valid) {
            assertThat(verdict).isEqualTo(new Verdict.Open());
        }
        if (verdict instanceof Verdict.Broken) {
            assertThat(valid).isFalse();
        }
    }

    @Provide
    Arbitrary<String> answers() {
        Arbitrary<String> value = Arbitraries.of(
                "\"bug\"",
                "\"x\"",
                "1",
                "-1",
                "3.5",
                "null",
                "[\"a\"]",
                "[1, 2]",
                "{\"b\": 1}",
                "\"\\u00fc\"",
                "true",
                "]");
        Arbitrary<String> member = Combinators.combine(Arbitraries.of("kind", "count", "tags", "a", "b", "z"), value)
                .as((name, said) -> "\"" + name + "\": " + said);
        return member.list().ofMaxSize(4).map(members -> "{" + String.join(", ", members) + "}");
    }

    @Provide
    Arbitrary<String> schemas() {
        return Arbitraries.of(
                TICKET,
                EITHER,
                "{\"type\": \"object\", \"minProperties\": 2}",
                "{\"oneOf\": [{\"required\": [\"a\"]}, {\"properties\": {\"b\": {\"type\": \"string\"}}}]}",
                "{\"allOf\": [{\"properties\": {\"a\": {\"type\": \"integer\"}}}], \"unevaluatedProperties\": false}",
                "{\"if\": {\"properties\": {\"a\": {\"const\": 1}}}, \"then\": {\"required\": [\"b\"]},"
                        + " \"else\": {\"properties\": {\"b\": {\"type\": \"null\"}}}}",
                "{\"$defs\": {\"n\": {\"properties\": {\"count\": {\"type\": \"integer\"}}}}, \"$ref\": \"#/$defs/n\"}",
                "{\"not\": {\"properties\": {\"a\": {\"type\": \"integer\"}}}}",
                "{\"dependentSchemas\": {\"a\": {\"properties\": {\"b\": {\"type\": \"integer\"}}}}}",
                "{\"propertyNames\": {\"maxLength\": 4}, \"patternProperties\": {\"^t\": {\"type\": \"array\"}}}");
    }

    private static ChatAnswer answer(String text) {
        return new ChatAnswer(
                "id",
                "model",
                0,
                List.of(new ChatAnswer.Choice(0, List.of(new Part.Text(text)), FinishReason.STOP, "stop", null, null)),
                null,
                null);
    }

    private static ContractCheck check(@Nullable String schema, AnswerChecks checks) {
        return ContractCheck.of(
                schema == null ? null : new Contract("c", schema),
                new ContractTerms(checks, true, 1, new Fallback.Refuse()));
    }
}
