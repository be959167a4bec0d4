package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer says, in either dialect. */
class AnswerTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'choices':[{'message':{'content':'12 m'}}]}                                                       | 12 m
        {'choices':[{'message':{'content':null,'refusal':'No.'}}]}                                         | No.
        {'choices':[{'message':{'content':'a'}},{'message':{'content':'b'}}]}                              | a;b
        {'choices':[{'message':{'tool_calls':[{'function':{'name':'f','arguments':'{ \\u0022x\\u0022 : 1 }'}}]}}]} | f {"x":1}
        {'choices':[{'message':{'tool_calls':[{'function':{'name':'f','arguments':'{x'}}]}}]}              | f {x
        {'content':[{'type':'text','text':'12 m'},{'type':'tool_use','name':'f','input':{'x':1}}]}         | 12 m;f {"x":1}
        {'error':'none of these'}                                                                          | ''
        """)
    void itIsTheTextsAndTheCallsOfTools(String answer, String said) throws IOException {
        assertThat(AnswerText.of(Json.read(Operator.json(answer).getBytes(UTF_8))))
                .isEqualTo(said.replace(";", "\n"));
    }
}
