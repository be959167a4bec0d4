package dev.penstock.evals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.config.BadConfig;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases as people write them; apostrophes stand for quotes. */
class CaseSetTest {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

    @Test
    void aLineIsACase() {
        CaseSet set = lines("{'id':'a'," + HI + ",'metadata':{'shop':'Tulip'},'checks':[{'contains':'Hello'}]}\n\n"
                + "{'id':'b','request':{'model':'x','stream':true,'temperature':0," + HI + "}}\r\n");

        assertThat(set.cases()).extracting(EvalCase::id).containsExactly("a", "b");
        EvalCase first = set.cases().getFirst();
        assertThat(first.body("support").toString())
                .isEqualTo(json("{" + HI + ",'metadata':{'shop':'Tulip'},'model':'support'}"));
        assertThat(first.has("shop")).isTrue();
        assertThat(first.has("city")).isFalse();
        assertThat(first.checks()).extracting(Check::word).containsExactly("contains");
        assertThat(set.cases().getLast().body("support").toString())
                .isEqualTo(json("{'temperature':0," + HI + ",'model':'support'}"));
    }

    @Test
    void aListIsReadAsALineIs() throws JsonProcessingException {
        String one = "{'id':'a'," + HI + "}";
        assertThat(CaseSet.ofList("cases", new ObjectMapper().readTree(json("[" + one + "]")))
                        .digest())
                .isEqualTo(lines(one).digest());
        assertThatThrownBy(() -> CaseSet.ofList("cases", new ObjectMapper().readTree(json("[{'id':1}]"))))
                .hasMessageContaining("cases[0].id is '1'")
                .hasMessageContaining("cases[0].messages is 'missing'");
        assertThatThrownBy(() -> CaseSet.ofList("cases", new ObjectMapper().readTree("{}")))
                .hasMessageContaining("cases is '{}', expected a list");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'id':'a',HI                                     | line 1                      | {"id":"a"   | JSON (column
        []                                               | line 1:                     | []          | an object like
        {HI}                                             | line 1: id                  | missing     | a name of 1 to 64
        {'id':'a/b',HI}                                  | line 1: id                  | a/b         | a name of 1 to 64
        {'id':'a'}                                       | line 1: messages            | missing     | a list of messages
        {'id':'a','messages':[]}                         | line 1: messages            | []          | {"role": "user"
        {'id':'a','messages':[{}]}                       | line 1: messages            | [{}]        | {"role": "user"
        {'id':'a','request':{}}                          | line 1: request.messages    | missing     | a list of messages
        {'id':'a','request':1}                           | line 1: request             | 1           | the body of a chat
        {'id':'a','request':{HI},HI}                     | line 1: messages            | [{          | it inside of request
        {'id':'a',HI,'metadata':{'n':1}}                 | line 1: metadata.n          | 1           | a text
        {'id':'a',HI,'metadata':[]}                      | line 1: metadata            | []          | an object of texts
        {'id':'a',HI,'check':[]}                         | line 1: check               | no field    | 'checks' perhaps
        {'id':'a',HI,'checks':{}}                        | line 1: checks              | {}          | a list of at most 50
        {'id':'a',HI,'checks':['x']}                     | line 1: checks[0]           | x           | an object with one of
        {'id':'a',HI,'checks':[{}]}                      | line 1: checks[0]           | missing     | one of equals, contains
        {'id':'a',HI,'checks':[{'equal':'x'}]}           | line 1: checks[0].equal     | no field    | 'equals' perhaps
        {'id':'a',HI,'checks':[{'equals':'x','contains':'x'}]} | line 1: checks[0]     | equals and contains | a check for each
        {'id':'a',HI,'checks':[{'equals':7}]}            | line 1: checks[0].equals    | 7           | a text of 1 to
        {'id':'a',HI,'checks':[{'contains':' '}]}        | line 1: checks[0].contains  |             | a text of 1 to
        {'id':'a',HI,'checks':[{'matches':'(x'}]}        | line 1: checks[0].matches   | (x          | Unclosed group
        {'id':'a',HI,'checks':[{'max_ms':0}]}            | line 1: checks[0].max_ms    | 0           | from 1 to 100000
        {'id':'a',HI,'checks':[{'max_ms':1.5}]}          | line 1: checks[0].max_ms    | 1.5         | a whole number
        {'id':'a',HI,'checks':[{'max_cost_microdollars':-1}]} | line 1: checks[0].max_cost_microdollars | -1 | from 0
        {'id':'a',HI,'checks':[{'max_cost_microdollars':1e999999999}]} | line 1: checks[0].max_cost_microdollars | 1E+999999999 | from 0
        {'id':'a',HI,'checks':[{'json_path':'$.a'}]}     | line 1: checks[0]           | missing     | beside json_path one of
        {'id':'a',HI,'checks':[{'json_path':'a','equals':1}]} | line 1: checks[0].json_path | a      | begins with $
        {'id':'a',HI,'checks':[{'json_path':'$[','equals':1}]} | line 1: checks[0].json_path | $[    | a JSONPath such as
        {'id':'a',HI,'checks':[{'json_path':'$[?(@.a =~ /b/)]','exists':true}]} | line 1: checks[0].json_path | =~ | "matches"
        {'id':'a',HI,'checks':[{'json_path':'$..a..b','exists':true}]} | line 1: checks[0].json_path | $..a..b | at most one ..
        {'id':'a',HI,'checks':[{'json_path':'$..a[?(@..b)]','exists':true}]} | line 1: checks[0].json_path | $..a[?(@..b)] | at most one ..
        {'id':'a',HI,'checks':[{'json_path':'$.a','exists':1}]} | line 1: checks[0].exists | 1       | true or false
        {'id':'a',HI,'checks':[{'json_path':'$.a','contains':'x'}]} | line 1: checks[0].contains | no field | only json_path
        """)
    void aMistakeIsToldByItsLineItsFieldItsValueAndWhatWasExpected(
            String line, String field, String value, String expected) {
        List<BadConfig.Mistake> mistakes = mistakes(line.replace("HI", HI));

        assertThat(mistakes).anySatisfy(mistake -> {
            assertThat(mistake.field()).isEqualTo(field);
            assertThat(mistake.value()).contains(Objects.requireNonNullElse(value, ""));
            assertThat(mistake.expected()).contains(expected);
        });
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(mistakes(
                        "{'id':'a'," + HI + "}\n{'id':'a'," + HI + "}\nnonsense\n{'id':'c','checks':[{'max_ms':0}]}"))
                .extracting(BadConfig.Mistake::field)
                .containsExactlyInAnyOrder("line 2: id", "line 3", "line 4: messages", "line 4: checks[0].max_ms");
    }

    @Test
    void aSetHasOneToAThousandCases() {
        assertThat(mistakes(" \n")).extracting(BadConfig.Mistake::value).containsExactly("0 cases");
        assertThat(lines(many(1_000)).cases()).hasSize(1_000);
        assertThat(mistakes(many(1_001))).extracting(BadConfig.Mistake::value).containsExactly("1001 cases");
    }

    @Test
    void aSetHasAtMostFiveThousandChecks() {
        assertThat(lines(checked(100)).cases()).hasSize(100);
        assertThat(mistakes(checked(100) + "\n{'id':'more'," + HI + ",'checks':[{'max_ms':5}]}"))
                .containsExactly(
                        new BadConfig.Mistake("the file", "5001 checks", "at most 5000 in all cases together"));
    }

    /** Cases of fifty checks each. */
    private static String checked(int cases) {
        String checks = String.join(",", Collections.nCopies(50, "{'max_ms':5}"));
        return IntStream.range(0, cases)
                .mapToObj(i -> "{'id':'c" + i + "'," + HI + ",'checks':[" + checks + "]}")
                .collect(Collectors.joining("\n"));
    }

    private static String many(int cases) {
        return IntStream.range(0, cases)
                .mapToObj(i -> "{'id':'c" + i + "'," + HI + "}")
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theDigestKnowsWhatIsAskedAndCheckedAndNotTheOrder() {
        String a = "{'id':'a'," + HI + ",'checks':[{'max_ms':5}]}";
        String turned = "{'checks':[{'max_ms':5}],'id':'a'," + HI + "}";
        String b = "{'id':'b'," + HI + "}";

        assertThat(lines(a + "\n" + b).digest())
                .isEqualTo(lines(b + "\n" + turned).digest());
        assertThat(lines(a + "\n" + b).digest())
                .isNotEqualTo(lines(a.replace("5", "6") + "\n" + b).digest())
                .isNotEqualTo(lines(a).digest())
                .matches("[0-9a-f]{64}");
    }

    @Test
    void aCaseWithoutChecksNeedsAContractAndAPromptItsVariables() {
        CaseSet set = lines("{'id':'a'," + HI + "}");

        set.fits("cases", "2", List.of(), true);
        assertThatThrownBy(() -> set.fits("cases", "2", List.of("shop"), false))
                .hasMessageContaining("cases[0].checks is 'missing', expected at least one check, for release 2")
                .hasMessageContaining("cases[0].metadata.shop is 'missing', expected a text");
    }

    private static List<BadConfig.Mistake> mistakes(String file) {
        return Objects.requireNonNull(catchThrowableOfType(BadConfig.class, () -> lines(file)))
                .mistakes();
    }

    static CaseSet lines(String file) {
        return CaseSet.ofLines(json(file));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
