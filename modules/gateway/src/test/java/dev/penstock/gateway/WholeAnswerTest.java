package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.providers.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WholeAnswerTest {
    @Test
    void aStoppedToolIsFoundInEachFormOfACall() {
        for (String call : new String[] {
            "'tool_calls':[{'id':'1','type':'function','function':{'name':'buy','arguments':'{}'}}]",
            "'tool_calls':[{'id':'1','type':'custom','custom':{'name':'buy','input':'a shoe'}}]",
            "'function_call':{'name':'buy','arguments':'{}'}",
        }) {
            assertThat(read("{'choices':[{'index':0,'message':{'role':'assistant'," + call + "}}]}", Set.of("buy")))
                    .as(call)
                    .isEqualTo(new WholeAnswer.Bad(new AttemptFailure.KilledTool("buy")));
            assertThat(read("{'choices':[{'index':0,'message':{'role':'assistant'," + call + "}}]}", Set.of("find")))
                    .as(call)
                    .isInstanceOf(WholeAnswer.Good.class);
        }
    }

    @Test
    void whatCannotBeReadMayCallAStoppedTool() {
        String nameless = "{'choices':[{'index':0,'message':{'tool_calls':[{'id':'1'}]}}]}";
        assertThat(read(nameless, Set.of("buy"))).isInstanceOf(WholeAnswer.Bad.class);
        assertThat(read(nameless, Set.of())).isInstanceOf(WholeAnswer.Good.class);
    }

    private static WholeAnswer read(String answer, Set<String> stoppedTools) {
        return WholeAnswer.read(
                Dialect.OPENAI,
                Dialect.OPENAI,
                answer.replace('\'', '"').getBytes(UTF_8),
                new Reply("trace", "model", 0, false),
                stoppedTools,
                new BufferedBytes(1 << 20).room());
    }
}
