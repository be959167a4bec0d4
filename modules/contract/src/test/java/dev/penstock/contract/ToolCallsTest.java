package dev.penstock.contract;

import static dev.penstock.contract.Answers.call;
import static dev.penstock.contract.Answers.calls;
import static dev.penstock.contract.Answers.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.config.AnswerChecks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallsTest {
    private static final ContractInput TOOLS = new ContractInput(
            List.of(
                    new Tool.Function("now", null, null),
                    new Tool.Function("ping", null, new Json("{\"type\": \"object\", \"properties\": {}}")),
                    new Tool.Function("order", null, new Json("""
                        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
                         "properties": {"city": {"type": "string"}, "count": {"type": "integer"}},
                         "required": ["city"], "additionalProperties": false}
                        """)),
                    new Tool.Function("maybe", null, new Json("{\"properties\": {\"a\": {\"type\": \"string\"}}}")),
                    new Tool.Function("broken", null, new Json("{\"$ref\": \"https://example.com/x.json\"}")),
                    new Tool.Native(
                            Dialect.OPENAI,
                            new Json("{\"type\": \"custom\", \"custom\": {\"name\": \"grep\"}}"),
                            FieldPath.root())),
            Set.of());

    private final ContractCheck check = Answers.checks(new AnswerChecks(null, null, false, false, true));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        now   | {}
        now   | ``
        now   | {"any": 1}
        ping  | ``
        order | {"city": "Ulm"}
        order | {"city": "Ulm", "count": 2}
        maybe | {}
        grep  | a+b*
        """)
    void aKnownToolWithGoodArgumentsMayBeRun(String name, String arguments) {
        assertThat(verdict(call("1", name, arguments))).isEqualTo("valid");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        order   | ``                            | /tool_calls/0/arguments
        maybe   | ``                            | /tool_calls/0/arguments
        order   | {"                            | /tool_calls/0/arguments
        order   | "city"                        | /tool_calls/0/arguments
        order   | }{                            | /tool_calls/0/arguments
        order   | null                          | /tool_calls/0/arguments
        order   | ["Ulm"]                       | /tool_calls/0/arguments
        order   | "3"                           | /tool_calls/0/arguments
        order   | {"city": "Ulm"                | /tool_calls/0/arguments
        order   | {"city": "Ulm",}              | /tool_calls/0/arguments
        order   | {"city": "Ulm"} {}            | /tool_calls/0/arguments
        order   | {"city": "Ulm", "city": "Bonn"} | /tool_calls/0/arguments
        order   | {"count": 2}                  | /tool_calls/0/arguments
        order   | {"city": "Ulm", "count": "2"} | /tool_calls/0/arguments/count
        order   | {"city": "Ulm", "x": 1}       | /tool_calls/0/arguments
        broken  | {}                            | /tool_calls/0/arguments
        unknown | {}                            | /tool_calls/0/name
        """)
    void anythingElseIsInvalidAndNeverRepaired(String name, String arguments, String pointer) {
        ContractVerdict verdict = check.check(calls(call("1", name, arguments)), TOOLS);
        assertThat(said(verdict)).isEqualTo("invalid [tools]");
        assertThat(((ContractVerdict.Invalid) verdict).violations().getFirst().pointer())
                .isEqualTo(pointer);
    }

    @Test
    void eachCallHasAnIdOfItsOwn() {
        assertThat(verdict(call("1", "now", ""), call("2", "now", ""))).isEqualTo("valid");
        assertThat(verdict(call("1", "now", ""), call("1", "now", ""))).isEqualTo("invalid [tools]");
        assertThat(verdict(call("", "now", ""), call("", "now", ""))).isEqualTo("invalid [tools]");
    }

    @Test
    void aRequestWithoutToolsAllowsNoCall() {
        ContractVerdict verdict = check.check(calls(call("1", "now", "")), Answers.NOTHING_BROUGHT);
        assertThat(((ContractVerdict.Invalid) verdict).violations())
                .containsExactly(new Violation(
                        Check.TOOLS, "/tool_calls/0/name", "no tool call: the request has no tools", "now"));
    }

    @Test
    void callsAreNotCheckedUnlessTheContractSaysSo() {
        assertThat(said(Answers.checks(AnswerChecks.NONE).check(calls(call("1", "x", "}{")), TOOLS)))
                .isEqualTo("valid");
    }

    @Test
    void moreSchemasThanAreKeptAreCheckedAllTheSame() {
        for (int i = 0; i < 600; i++) {
            Tool tool = new Tool.Function("f", null, new Json("{\"const\": {\"a\": " + i + "}}"));
            ContractInput input = new ContractInput(List.of(tool), Set.of());
            assertThat(said(check.check(calls(call("1", "f", "{\"a\": " + i + "}")), input)))
                    .isEqualTo("valid");
            assertThat(said(check.check(calls(call("1", "f", "{\"a\": -1}")), input)))
                    .isEqualTo("invalid [tools]");
        }
    }

    private String verdict(Part.ToolCall... calls) {
        return said(check.check(calls(calls), TOOLS));
    }
}
