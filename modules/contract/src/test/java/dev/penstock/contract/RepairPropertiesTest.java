package dev.penstock.contract;

import static dev.penstock.contract.Answers.NOTHING_BROUGHT;
import static dev.penstock.contract.Answers.text;
import static dev.penstock.contract.Answers.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RepairPropertiesTest {
    private static final List<String> SCHEMAS = List.of(
            "true",
            "{\"type\": [\"object\", \"array\"]}",
            "{\"additionalProperties\": {\"type\": [\"integer\", \"boolean\", \"null\", \"object\", \"array\"]},"
                    + " \"items\": {\"type\": [\"number\", \"null\"]}}");

    private static final List<ContractCheck> CHECKS =
            SCHEMAS.stream().map(Answers::schema).toList();

    private static final List<ContractCheck> FORMATS = Stream.of(
                    "date-time",
                    "date",
                    "time",
                    "duration",
                    "email",
                    "idn-email",
                    "hostname",
                    "idn-hostname",
                    "ipv4",
                    "ipv6",
                    "uri",
                    "uri-reference",
                    "iri",
                    "iri-reference",
                    "uuid",
                    "uri-template",
                    "json-pointer",
                    "relative-json-pointer",
                    "regex")
            .map(format -> Answers.schema("{\"format\": \"" + format + "\"}"))
            .toList();

    /** But for a number, of which a prefix may be another number. */
    @Property(tries = 2_000)
    void aTruncatedDocumentIsNeverMadeValid(@ForAll("documents") String document, @ForAll int at) {
        String cut = document.substring(0, Math.floorMod(at, document.length()));
        for (String prefix : List.of(cut, "```json\n" + cut, "Here it is:\n" + cut)) {
            for (ContractCheck check : CHECKS) {
                assertThat(check.check(text(prefix), NOTHING_BROUGHT))
                        .as(prefix)
                        .isInstanceOf(ContractVerdict.Invalid.class);
            }
        }
    }

    @Property(tries = 2_000)
    void whatIsValidIsNeverChanged(@ForAll("documents") String document) {
        assertThat(CHECKS.getFirst().check(text(document), NOTHING_BROUGHT)).isInstanceOf(ContractVerdict.Valid.class);
    }

    @Property(tries = 2_000)
    void whatWasRepairedIsValidAndStays(@ForAll("almostDocuments") String document) {
        for (ContractCheck check : CHECKS) {
            if (check.check(text(document), NOTHING_BROUGHT)
                    instanceof ContractVerdict.Repaired(var answer, var rules)) {
                assertThat(rules).isNotEmpty();
                assertThat(check.check(text(textOf(answer)), NOTHING_BROUGHT))
                        .as(textOf(answer))
                        .isEqualTo(new ContractVerdict.Valid());
            }
        }
    }

    @Property(tries = 2_000)
    void anyTextHasAVerdict(@ForAll String some, @ForAll("almostDocuments") String document) {
        for (ContractCheck check : CHECKS) {
            assertThat(check.check(text(some + document), NOTHING_BROUGHT)).isNotNull();
        }
    }

    @Property(tries = 3_000)
    void anyTextHasAVerdictInEveryFormat(@ForAll("oddTexts") String text) {
        for (ContractCheck check : FORMATS) {
            assertThat(check.check(text(text), NOTHING_BROUGHT)).isNotNull();
        }
    }

    @Provide
    Arbitrary<String> oddTexts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(8).map(some -> some.replaceAll("[\"\\\\\\p{Cntrl}]", "")),
                        Arbitraries.of(
                                "-",
                                ":",
                                "::",
                                ".",
                                "@",
                                "%",
                                "%4",
                                "[",
                                "]",
                                "{",
                                "}",
                                "T",
                                "Z",
                                "P",
                                "1",
                                "24",
                                "60",
                                "2026-02-29",
                                "xn--",
                                "\u00E4",
                                "\uD83D\uDE00",
                                "a",
                                "/",
                                "#",
                                "?",
                                "+",
                                "(",
                                "(?",
                                "*",
                                "\\\\p{"))
                .list()
                .ofMaxSize(6)
                .map(pieces -> "\"" + String.join("", pieces) + "\"");
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> pretty = Arbitraries.of("", " ", "\n  ");
        Arbitrary<String> inner = json(3);
        return Combinators.combine(
                        Arbitraries.oneOf(object(inner), array(inner), string(), Arbitraries.of("true", "null")),
                        pretty)
                .as((value, space) -> space + value);
    }

    /** With what models do to documents. */
    @Provide
    Arbitrary<String> almostDocuments() {
        Arbitrary<String> before =
                Arbitraries.of("", "\uFEFF", "Here: ", "```json\n", "Sure!\n```\n", "```\n", "[1] ", "\"", "// a\n");
        Arbitrary<String> behind = Arbitraries.of("", "\n```", "\n```\nBye", " Bye", ",", "}", " {}", "\n/* b */");
        return Combinators.combine(
                        before, documents(), behind, Arbitraries.integers().between(0, 5))
                .as((first, document, last, change) -> first + changed(document, change) + last);
    }

    private static String changed(String document, int change) {
        return switch (change) {
            case 0 -> document.replace('"', '\'');
            case 1 -> document.replace("\"", "\u201D");
            case 2 -> document.replace("]", ",]").replace("}", ",}");
            case 3 -> document.replace("true", "True").replace("null", "None");
            case 4 -> document.replace("1", "\"1\"");
            default -> document;
        };
    }

    private static Arbitrary<String> json(int levels) {
        Arbitrary<String> scalar =
                Arbitraries.oneOf(string(), Arbitraries.of("true", "false", "null", "0", "-1.5", "1e3", "12"));
        if (levels == 0) {
            return scalar;
        }
        Arbitrary<String> inner = json(levels - 1);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, scalar),
                net.jqwik.api.Tuple.of(1, object(inner)),
                net.jqwik.api.Tuple.of(1, array(inner)));
    }

    private static Arbitrary<String> object(Arbitrary<String> inner) {
        return Arbitraries.maps(string(), inner)
                .ofMaxSize(3)
                .map(map -> map.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(",\n", "{", "}")));
    }

    private static Arbitrary<String> array(Arbitrary<String> inner) {
        return inner.list().ofMaxSize(3).map(list -> "[" + String.join(", ", list) + "]");
    }

    private static Arbitrary<String> string() {
        return Arbitraries.of(
                        "a",
                        "b",
                        " ",
                        "'",
                        "{",
                        "}",
                        "[",
                        "]",
                        "{}",
                        ",",
                        ":",
                        "//",
                        "/*",
                        "```",
                        "\\\"",
                        "\\n",
                        "\\\\",
                        "\u201C",
                        "\uFEFF",
                        "1",
                        "true",
                        "None",
                        "\\u0041",
                        "\uD83D\uDE00")
                .list()
                .ofMaxSize(5)
                .map(pieces -> "\"" + String.join("", pieces) + "\"");
    }
}
