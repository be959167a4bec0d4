package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.providers.Codecs;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallCheckTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "look | {\\'gate\\':\\'a\\'} | false",
                "look | {} | false",
                "look | `` | false",
                "look | }{ | true",
                "look | [] | true",
                "look | null | true",
                "look | {\\'gate\\':\\'a | true",
                "jump | {} | true",
            })
    void aCallIsOfAToolThatIsOfferedWithAnObject(String tool, String arguments, boolean bad) {
        byte[] answer = Releases.body(
                "{'id':'a','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,'finish_reason':'tool_calls',"
                    + "'message':{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'"
                        + tool + "','arguments':'" + arguments + "'}}]}}]}");

        assertThat(ToolCallCheck.isBad(Codecs.of(Dialect.OPENAI), answer, Set.of("look", "listen")))
                .isEqualTo(bad);
    }
}
