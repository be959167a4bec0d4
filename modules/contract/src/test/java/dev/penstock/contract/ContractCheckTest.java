package dev.penstock.contract;

import static dev.penstock.contract.Answers.NOTHING_BROUGHT;
import static dev.penstock.contract.Answers.answer;
import static dev.penstock.contract.Answers.said;
import static dev.penstock.contract.Answers.schema;
import static dev.penstock.contract.Answers.text;
import static dev.penstock.contract.Answers.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckTest {
    private static final String TICKET = """
        {"type": "object",
         "required": ["title", "count"],
         "properties": {
           "title": {"type": "string", "minLength": 1},
           "count": {"type": "integer", "minimum": 0, "maximum": 10},
           "mail": {"type": "string", "format": "email"},
           "done": {"type": "boolean"},
           "confidence": {"type": ["number", "null"]}},
         "additionalProperties": false}
        """;

    private final ContractCheck ticket = schema(TICKET);

    @Test
    void whatSatisfiesItsSchemaIsLeftAsItCame() {
        assertThat(verdict(ticket, " {\"title\" : \"a\", \"count\": 3.0,\n\"mail\": \"a@b.example\"}\n"))
                .isEqualTo("valid");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        valid JSON           | {"title": "a", "count": 3            | json    |                       |
        one value            | {"title": "a", "count": 3} {"b": 1}  | json    |                       |
        each name once       | {"title": "a", "count": 3, "count": 4} | json  |                       |
        required present     | {"title": "a"}                       | schema  |                       | required: required property 'count' not found
        types                | {"title": 7, "count": 3}             | schema  | /title                | type: integer found, string expected
        words for numbers    | {"title": "a", "count": "three"}     | schema  | /count                | type: string found, integer expected
        a word for a share   | {"title": "a", "count": 3, "confidence": "high"} | schema | /confidence | type: string found, [number, null] expected
        ranges               | {"title": "a", "count": 11}          | schema  | /count                | maximum: must have a maximum value of 10
        no unexpected fields | {"title": "a", "count": 3, "x": 1}   | schema  |                       | additionalProperties: property 'x' is not defined in the schema and the schema does not allow additional properties
        format               | {"title": "a", "count": 3, "mail": "me"} | schema | /mail              | format: does not match the email pattern must be a valid RFC 5321 Mailbox
        """)
    void whatBreaksItsSchemaIsInvalid(String what, String text, String check, String pointer, String expected) {
        ContractVerdict verdict = ticket.check(text(text), NOTHING_BROUGHT);

        assertThat(verdict).as(what).isInstanceOf(ContractVerdict.Invalid.class);
        Violation violation = ((ContractVerdict.Invalid) verdict).violations().getFirst();
        assertThat(violation.check().word()).isEqualTo(check);
        assertThat(violation.pointer()).isEqualTo(pointer == null ? "" : pointer);
        if (expected != null) {
            assertThat(violation.expected()).isEqualTo(expected);
        }
    }

    @Test
    void aPointerIsWrittenAsTheStandardHasIt() {
        ContractVerdict verdict = schema("{\"additionalProperties\": {\"items\": {\"type\": \"null\"}}}")
                .check(text("{\"a/b~\": [null, 1]}"), NOTHING_BROUGHT);
        assertThat(((ContractVerdict.Invalid) verdict).violations().getFirst())
                .isEqualTo(new Violation(Check.SCHEMA, "/a~1b~0/1", "type: integer found, null expected", "1"));
    }

    @Test
    void anEmptyAnswerIsInvalidWhateverElseIsAsked() {
        ContractCheck nothing = Answers.checks(AnswerChecks.NONE);
        for (ContractCheck check : List.of(nothing, ticket)) {
            assertThat(said(check.check(Answers.of(), NOTHING_BROUGHT))).isEqualTo("invalid [empty]");
            assertThat(verdict(check, "")).isEqualTo("invalid [empty]");
            assertThat(verdict(check, " \n")).isEqualTo("invalid [empty]");
            assertThat(said(check.check(answer(FinishReason.STOP), NOTHING_BROUGHT)))
                    .isEqualTo("invalid [empty]");
            assertThat(said(check.check(answer(FinishReason.LENGTH, new Part.Thinking("Well", null)), NOTHING_BROUGHT)))
                    .as("reasoning ate the budget")
                    .isEqualTo("invalid [empty]");
        }
        assertThat(verdict(nothing, "Hello")).isEqualTo("valid");
    }

    @Test
    void whatOnlyOneDialectHasIsContentButNoJson() {
        ChatAnswer searched =
                answer(FinishReason.STOP, new Part.Native(Dialect.ANTHROPIC, Json.EMPTY_OBJECT, FieldPath.root()));
        assertThat(said(Answers.checks(AnswerChecks.NONE).check(searched, NOTHING_BROUGHT)))
                .isEqualTo("valid");
        assertThat(said(ticket.check(searched, NOTHING_BROUGHT))).isEqualTo("invalid [empty]");
    }

    @Test
    void aCutAnswerIsNeverRepairedEvenWhereItsTextHappensToBeWhole() {
        String whole = "{\"title\": \"a\", \"count\": \"3\"}";
        for (FinishReason finish : List.of(FinishReason.LENGTH, FinishReason.CONTEXT_WINDOW)) {
            assertThat(said(ticket.check(answer(finish, new Part.Text(whole)), NOTHING_BROUGHT)))
                    .isEqualTo("invalid [truncated]");
            assertThat(said(ticket.check(
                            answer(finish, new Part.Text("{\"items\":[{\"a\":1},{\"a\":")), NOTHING_BROUGHT)))
                    .isEqualTo("invalid [truncated]");
            assertThat(said(Answers.checks(AnswerChecks.NONE)
                            .check(answer(finish, Answers.call("1", "f", "{\"")), NOTHING_BROUGHT)))
                    .isEqualTo("invalid [truncated]");
            assertThat(said(Answers.checks(AnswerChecks.NONE)
                            .check(answer(finish, new Part.Text("Once upon")), NOTHING_BROUGHT)))
                    .as("the caller's own limit on plain words")
                    .isEqualTo("valid");
        }
    }

    @Test
    void aRefusalAndWhatWasHeldBackAreNotTouched() {
        assertThat(said(ticket.check(
                        answer(FinishReason.STOP, new Part.Refusal("No.", FieldPath.root())), NOTHING_BROUGHT)))
                .isEqualTo("not checked: REFUSAL");
        assertThat(said(ticket.check(answer(FinishReason.REFUSAL, new Part.Text("```\n{}\n```")), NOTHING_BROUGHT)))
                .isEqualTo("not checked: REFUSAL");
        assertThat(said(ticket.check(answer(FinishReason.CONTENT_FILTER), NOTHING_BROUGHT)))
                .isEqualTo("not checked: CONTENT_FILTER");
    }

    @Test
    void eachChoiceMustBeGood() {
        ChatAnswer.Choice good =
                Answers.choice(0, FinishReason.STOP, new Part.Text("{\"title\": \"a\", \"count\": 1}"));
        ChatAnswer.Choice fenced =
                Answers.choice(1, FinishReason.STOP, new Part.Text("```\n{\"title\": \"b\", \"count\": 1}\n```"));
        ChatAnswer.Choice bad =
                Answers.choice(2, FinishReason.STOP, new Part.Text("{\"title\": \"c\", \"count\": -1}"));
        ChatAnswer.Choice refused = Answers.choice(3, FinishReason.REFUSAL);

        ContractVerdict.Repaired repaired =
                (ContractVerdict.Repaired) ticket.check(Answers.of(good, fenced, refused), NOTHING_BROUGHT);
        assertThat(repaired.rules()).containsExactly(RepairRule.FENCE);
        assertThat(repaired.answer().choices().get(0)).isEqualTo(good);
        assertThat(repaired.answer().choices().get(1).parts())
                .containsExactly(new Part.Text("{\"title\": \"b\", \"count\": 1}"));
        assertThat(repaired.answer().choices().get(2)).isEqualTo(refused);
        assertThat(ticket.check(Answers.of(good, bad), NOTHING_BROUGHT))
                .isEqualTo(new ContractVerdict.Invalid(List.of(new Violation(
                        Check.SCHEMA, "/choices/2/count", "minimum: must have a minimum value of 0", "-1"))));
    }

    @Test
    void aRepairKeepsWhatIsNoText() {
        Part thinking = new Part.Thinking("Hm.", "signature");
        ChatAnswer came = answer(
                FinishReason.STOP, thinking, new Part.Text("Here: {\"title\": \"a\","), new Part.Text("\"count\": 1}"));
        ContractVerdict.Repaired repaired = (ContractVerdict.Repaired) ticket.check(came, NOTHING_BROUGHT);
        assertThat(repaired.answer().choices().getFirst().parts())
                .containsExactly(thinking, new Part.Text("{\"title\": \"a\",\"count\": 1}"));
    }

    @Test
    void aContractMayForbidRepairs() {
        ContractCheck strict = ContractCheck.of(
                new Contract("c", TICKET), new ContractTerms(AnswerChecks.NONE, false, 1, new Fallback.Refuse()));
        assertThat(verdict(strict, "```\n{\"title\": \"b\", \"count\": 1}\n```"))
                .isEqualTo("invalid [json]");
        assertThat(verdict(strict, "{\"title\": \"b\", \"count\": \"1\"}")).isEqualTo("invalid [schema]");
    }

    @Test
    void theSchemaIsForTheAnswerAndNotForWhatIsSaidBesideAToolCall() {
        assertThat(said(ticket.check(
                        answer(FinishReason.TOOL_CALLS, new Part.Text("I look."), Answers.call("1", "f", "{}")),
                        NOTHING_BROUGHT)))
                .isEqualTo("valid");
    }

    @Test
    void whatIsWrongIsToldInBounds() {
        ContractVerdict verdict = schema("{\"items\": {\"type\": \"null\"}}")
                .check(
                        text("[" + "\"" + "\uD83D\uDE00".repeat(10_000) + "\",".repeat(1) + "1,".repeat(1_000) + "1]"),
                        NOTHING_BROUGHT);
        List<Violation> violations = ((ContractVerdict.Invalid) verdict).violations();
        assertThat(violations).hasSize(8);
        assertThat(violations)
                .allSatisfy(violation -> assertThat(violation.sentence())
                        .hasSizeLessThan(550)
                        .doesNotContainPattern("[\uD800-\uDBFF](?![\uDC00-\uDFFF])"));
    }
}
