package dev.penstock.evals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ContractResult;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of answers; apostrophes stand for quotes. */
class CaseJudgeTest {
    private static final String WATER = "{'level':12,'gate':'a','parts':[{'n':1},{'n':2}],'note':null}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'equals':'Yes'}                                   | `  Yes\n`        |
        {'equals':' Yes '}                                 | Yes              |
        {'equals':'Yes'}                                   | yes              | equals: 'yes' is not 'Yes'
        {'contains':'metres'}                              | 12 metres high   |
        {'contains':'feet'}                                | 12 metres        | contains: 'feet' is not in '12 metres'
        {'matches':'^\\\\d+ m$'}                           | 12 m             |
        {'matches':'^\\\\d+$'}                             | 12 m             | matches: /^\\d+$/ is not found in '12 m'
        {'json_path':'$.level','equals':12}                | WATER            |
        {'json_path':'$.level','equals':12.0}              | WATER            |
        {'json_path':'$.level','equals':'12'}              | WATER            | json_path: $['level'] is 12, not "12"
        {'json_path':'$.level','equals':13}                | WATER            | json_path: $['level'] is 12, not 13
        {'json_path':'$.none','equals':13}                 | WATER            | json_path: $['none'] is nothing, not 13
        {'json_path':'$.parts[*].n','equals':2}            | WATER            |
        {'json_path':'$.parts[?(@.n > 2)]','exists':true}  | WATER            | leads to nothing
        {'json_path':'$.parts[?(@.n > 1)]','exists':true}  | WATER            |
        {'json_path':'$.parts','equals':[{'n':1},{'n':2}]} | WATER            |
        {'json_path':'$.parts.length()','equals':2}        | WATER            |
        {'json_path':'$..n','equals':1}                    | WATER            |
        {'json_path':'$.gate','exists':true}               | WATER            |
        {'json_path':'$.note','exists':true}               | WATER            |
        {'json_path':'$.none','exists':true}               | WATER            | json_path: $['none'] leads to nothing
        {'json_path':'$.none','exists':false}              | WATER            |
        {'json_path':'$.gate','exists':false}              | WATER            | json_path: $['gate'] leads to "a"
        {'json_path':'$.gate','matches':'^[ab]$'}          | WATER            |
        {'json_path':'$.level','matches':'^1'}             | WATER            |
        {'json_path':'$.gate','matches':'c'}               | WATER            | in which /c/ is not found
        {'json_path':'$.gate','equals':'a'}                | It is a.         | json_path: the answer is no JSON: 'It is a.'
        {'max_cost_microdollars':1.5}                      | any              |
        {'max_cost_microdollars':1.4}                      | any              | max_cost_microdollars: it cost 1.5 microdollars, more than 1.4
        {'max_ms':250}                                     | any              |
        {'max_ms':249}                                     | any              | max_ms: it took 250 ms, more than 249
        """)
    void aCheckFindsWhatIsWrong(String check, String answer, String fault) {
        SideResult result = judge(check, answered(answer.replace("WATER", WATER).replace('\'', '"')));

        assertThat(result.isPassed()).as("%s", result.faults()).isEqualTo(fault == null);
        if (fault != null) {
            assertThat(result.faults()).singleElement().asString().contains(fault);
        }
    }

    @Test
    void allThatIsWrongIsTold() {
        assertThat(judge("{'equals':'a'},{'max_ms':1},{'contains':'b'}", answered("b"))
                        .faults())
                .hasSize(2);
    }

    @Test
    void whereThereIsNoAnswerNothingIsPassed() {
        SideResult result = judge("{'max_ms':1000}", CaseAnswer.notSent("The provider is away."));

        assertThat(result.isPassed()).isFalse();
        assertThat(result.faults())
                .containsExactly("answer: The provider is away.", "max_ms: there is no answer to check");
    }

    @Test
    void aBrokenContractIsToldAsOne() {
        CaseAnswer broken = new CaseAnswer(
                null, "level is missing", ContractResult.Word.INVALID, false, 1_500_000L, 250_000, "t-1");
        CaseAnswer kept = new CaseAnswer("{}", null, ContractResult.Word.REPAIRED, false, 1_500_000L, 250_000, "t-1");

        assertThat(judge("", broken).faults()).containsExactly("contract: level is missing");
        assertThat(judge("", kept).checks())
                .containsExactly(new SideResult.Checked("contract", null), new SideResult.Checked("answer", null));
    }

    @Test
    void aCostThatNobodyKnowsIsNotLowEnough() {
        CaseAnswer answer = new CaseAnswer("a", null, null, false, null, 1, "t-1");

        assertThat(judge("{'max_cost_microdollars':1000000}", answer).faults())
                .singleElement()
                .asString()
                .contains("not known");
    }

    @Test
    @Timeout(20)
    void anExpressionThatGoesBackAndForthForEverDoesNotMatch() {
        String text = "a".repeat(5_000) + "!";

        assertThat(judge("{'matches':'^(a+)+$'}", answered(text)).faults())
                .singleElement()
                .asString()
                .contains("takes too long");
        assertThat(judge("{'matches':'^(a|b)*$'}", answered("ab".repeat(500_000)))
                        .faults())
                .singleElement()
                .asString()
                .contains("takes too long");
    }

    @Test
    @Timeout(20)
    void allPlacesOfAPathTogetherHaveThePatienceOfOneAnswer() {
        String places = String.join(",", Collections.nCopies(900, "\"" + "a".repeat(20) + "\""));

        assertThat(judge("{'json_path':'$[*]','matches':'^(a|aa)+b\\\\1$'}", answered("[" + places + "]"))
                        .faults())
                .singleElement()
                .asString()
                .contains("takes too long on what $[*] leads to, [\"aaa");
        assertThat(judge("{'json_path':'$[*]','matches':'^a+$'}", answered("[" + places + "]"))
                        .isPassed())
                .isTrue();
    }

    @Test
    @Timeout(20)
    void aPathIsFollowedToSoManyPlacesAndNoFurther() {
        String deep = "[".repeat(900) + String.join(",", Collections.nCopies(300_000, "1")) + "]".repeat(900);

        assertThat(judge("{'json_path':'$..*','equals':2}", answered(deep)).isPassed())
                .isFalse();
        String places = String.join(",", Collections.nCopies(CaseJudge.MOST_PLACES - 1, "1"));
        assertThat(judge("{'json_path':'$[*]','equals':2}", answered("[" + places + ",2]"))
                        .isPassed())
                .isTrue();
        assertThat(judge("{'json_path':'$[*]','equals':2}", answered("[" + places + ",1,2]"))
                        .isPassed())
                .isFalse();
    }

    @Test
    void ofALongAnswerTheBeginIsKept() {
        SideResult result = judge("{'contains':'b'}", answered("a".repeat(CaseJudge.MOST_TEXT) + "b"));

        assertThat(result.isPassed()).isTrue();
        assertThat(result.text()).hasSize(CaseJudge.MOST_TEXT + 3).endsWith("a...");
    }

    /** Made of what paths are made of: most are none, some lead somewhere, and nothing else happens. */
    @Property(tries = 3_000)
    void whateverAPathIsItIsRefusedOrReads(@ForAll("paths") String path) {
        ObjectNode check = JsonNodeFactory.instance.objectNode().put("json_path", "$" + path);
        Mistakes mistakes = new Mistakes();
        Check read = new CheckReader(mistakes).read("check", check.put("equals", 2));
        if (read == null) {
            assertThatThrownBy(mistakes::done).hasMessageContaining("check");
            return;
        }
        EvalCase one = new EvalCase("a", check, List.of(read), check);
        assertThat(CaseJudge.judge(one, answered(WATER.replace('\'', '"'))).checks())
                .hasSize(2);
    }

    @Provide
    static Arbitrary<String> paths() {
        return Arbitraries.of(
                        "$",
                        ".",
                        "..",
                        "[",
                        "]",
                        "(",
                        ")",
                        "?",
                        "@",
                        "'",
                        "\"",
                        "*",
                        "0",
                        "-1",
                        ":",
                        ",",
                        "=",
                        "==",
                        "<",
                        "!",
                        "&&",
                        "||",
                        " ",
                        "level",
                        "parts",
                        "n",
                        "length()",
                        "sum()",
                        "[0]",
                        "[*]",
                        "[?(@.n",
                        "> 1)]")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Test
    void aNumberThatNoMachineHoldsIsReadAsItIs() {
        assertThat(judge("{'json_path':'$.n','equals':1}", answered("{\"n\":1e999999}"))
                        .faults())
                .singleElement()
                .asString()
                .contains("is 1E+999999, not 1");
    }

    private static CaseAnswer answered(String text) {
        return new CaseAnswer(
                text, null, null, false, 1_500_000L, Duration.ofMillis(250).toNanos() / 1_000, "t-1");
    }

    private static SideResult judge(String checks, CaseAnswer answer) {
        List<EvalCase> cases = CaseSetTest.lines(
                        "{'id':'a','messages':[{'role':'user','content':'Hi'}],'checks':[" + checks + "]}")
                .cases();
        return CaseJudge.judge(cases.getFirst(), answer);
    }
}
