package dev.penstock.contract;

import static dev.penstock.contract.Answers.checks;
import static dev.penstock.contract.Answers.said;
import static dev.penstock.contract.Answers.text;
import static dev.penstock.contract.Answers.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.Part;
import dev.penstock.core.config.AnswerChecks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextChecksTest {
    private static final AnswerChecks PLAIN = new AnswerChecks(null, null, false, true, false);
    private static final AnswerChecks CITATIONS = new AnswerChecks(null, null, true, false, false);
    private static final AnswerChecks GERMAN = new AnswerChecks(Set.of("de"), null, false, false, false);

    private static final ContractInput CONTEXT = ContractInput.of(List.of(), "doc-1, doc-7,,a.b/c:2 ");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\n<head><title>502 Bad Gateway</title></head>",
                "<!DOCTYPE html>",
                "Hello<br/>you",
                "<P CLASS=\"x\">Hi</P>",
                "see <a href='https://example.com'>here</a>",
                "java.lang.IllegalStateException: no\n\tat com.example.Shop.order(Shop.java:12)\n",
                "    at Object.<anonymous> (/app/index.js:10:5)",
                "    at /app/index.js:10:5",
                "   at Shop.Order.Find(Int32 id) in C:\\src\\Order.cs:line 12",
                "Traceback (most recent call last):\n  File \"a.py\", line 1",
                "panic: boom\n\ngoroutine 1 [running]:\nmain.main()",
                "#0 /var/www/index.php(12): find()",
                "\tfrom app/order.rb:7:in `find'",
                "thread 'main' panicked at src/main.rs:2:5:",
            })
    void whatAPageOrACrashLeavesIsNotPlain(String text) {
        assertThat(verdict(checks(PLAIN), text)).isEqualTo("invalid [plain]");
        assertThat(verdict(checks("true", PLAIN), "{\"a\": [" + quoted(text) + "]}"))
                .isEqualTo("invalid [plain]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "a < b and c > d",
                "List<String> names",
                "<your name>",
                "I am at home (really)",
                "We met at 10:30",
                "1 <2> 3",
                "#1 is best",
            })
    void wordsArePlain(String text) {
        assertThat(verdict(checks(PLAIN), text)).isEqualTo("valid");
    }

    @Test
    void aLongTextIsSearchedInAMoment() {
        assertThat(verdict(checks(PLAIN), "<p " + "x ".repeat(500_000))).isEqualTo("valid");
        assertThat(verdict(checks(PLAIN), (" ".repeat(39) + "at ").repeat(20_000)))
                .isEqualTo("valid");
        assertThat(verdict(checks(PLAIN), "at " + "a.".repeat(500_000) + "(")).isEqualTo("valid");
    }

    @Test
    void anAnswerHasAtMostSoManyCharacters() {
        ContractCheck three = checks(new AnswerChecks(null, 3, false, false, false));
        assertThat(verdict(three, "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00")).isEqualTo("valid");
        assertThat(verdict(three, "abcd")).isEqualTo("invalid [max_chars]");
    }

    @Test
    void anAnswerInAnotherLanguageIsInvalid() {
        String english = "This is the answer to the question that you have asked.";
        assertThat(verdict(checks(GERMAN), "Das ist die Antwort auf die Frage, die du mir gestellt hast."))
                .isEqualTo("valid");
        assertThat(verdict(checks(GERMAN), english)).isEqualTo("invalid [language]");
        assertThat(verdict(checks(GERMAN), "42")).as("not clear").isEqualTo("valid");
        assertThat(verdict(
                        checks("true", GERMAN),
                        "{\"the\": \"die\", \"is\": \"Das ist die Antwort und nicht die Frage\"}"))
                .as("names of fields have no language")
                .isEqualTo("valid");
        assertThat(verdict(checks("true", GERMAN), "{\"a\": \"" + english + "\"}"))
                .isEqualTo("invalid [language]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It rains [doc-1].",
                "It rains[doc-1][doc-7].",
                "[a.b/c:2] says so; see [doc-1](https://example.com) and [the manual](x).",
            })
    void citationsNameTheContext(String text) {
        assertThat(said(checks(CITATIONS).check(text(text), CONTEXT))).isEqualTo("valid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"It rains.", "It rains [doc-2].", "It rains [doc-1][doc-2].", "[doc-1, doc-7]", "(doc-1)"})
    void anAnswerWithoutThemOrWithOthersIsInvalid(String text) {
        assertThat(said(checks(CITATIONS).check(text(text), CONTEXT))).isEqualTo("invalid [citations]");
    }

    @Test
    void inJsonTheTextsCite() {
        ContractCheck json = checks("true", CITATIONS);
        assertThat(said(json.check(text("{\"pages\": [1, 2], \"a\": \"It rains [doc-1]\"}"), CONTEXT)))
                .isEqualTo("valid");
        assertThat(said(json.check(text("{\"a\": [\"doc-1\"]}"), CONTEXT))).isEqualTo("invalid [citations]");
    }

    @Test
    void withoutContextNothingCanBeCited() {
        assertThat(verdict(checks(CITATIONS), "It rains [doc-1].")).isEqualTo("invalid [citations]");
    }

    @Test
    void whatIsSaidBesideAToolCallNeedNotCite() {
        Part call = Answers.call("1", "f", "{}");
        assertThat(said(checks(CITATIONS)
                        .check(Answers.answer(FinishReason.TOOL_CALLS, new Part.Text("I look."), call), CONTEXT)))
                .isEqualTo("valid");
        assertThat(said(checks(CITATIONS)
                        .check(Answers.answer(FinishReason.TOOL_CALLS, new Part.Text("See [doc-2]"), call), CONTEXT)))
                .isEqualTo("invalid [citations]");
    }

    private static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t") + "\"";
    }
}
