package dev.penstock.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealingRuleTest {
    private static final Signature LIMIT = new Signature.Parameter("max_tokens");
    private static final RuleAction LAST = new RuleAction.AskLast();
    private static final HealingRule RENAME =
            new HealingRule("big", null, LIMIT, new RuleAction.Send("max_completion_tokens"));

    @Test
    void aWordSaysAllOfASignature() {
        Stream.of(
                        LIMIT,
                        new Signature.EmptyAnswer(),
                        new Signature.ModelGone(),
                        new Signature.InvalidOutput(List.of("schema", "max_chars"), null),
                        new Signature.InvalidOutput(List.of("schema"), "0123abc"))
                .forEach(signature -> assertThat(Signature.of(signature.word())).hasValue(signature));
        assertThat(new Signature.InvalidOutput(List.of("b", "a", "b"), "r1").word())
                .isEqualTo("invalid_output a,b of r1");
    }

    @Test
    void aWordSaysAllOfAnAction() {
        Stream.of(LAST, new RuleAction.DoubleTokens(), new RuleAction.Send("n"))
                .forEach(action -> assertThat(RuleAction.of(action.word())).hasValue(action));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unsupported_parameter",
                "unsupported_parameter ",
                "unsupported_parameter a b",
                "unsupported_parameter a.b",
                "invalid_output",
                "invalid_output  of r",
                "server_error",
                "empty_answer\n"
            })
    void otherWordsAreNoSignature(String word) {
        assertThat(Signature.of(word)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "send", "send ", "send a b", "ask", "ask_last "})
    void otherWordsAreNoAction(String word) {
        assertThat(RuleAction.of(word)).isEmpty();
    }

    @Test
    void anIdIsThatOfOneRuleOnly() {
        Set<String> ids = Stream.of(
                        RENAME,
                        new HealingRule("small", null, LIMIT, RENAME.action()),
                        RENAME.forRoute("chat"),
                        new HealingRule("big", null, new Signature.Parameter("n"), RENAME.action()),
                        new HealingRule("big", null, LIMIT, LAST))
                .map(HealingRule::id)
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(5).allMatch(id -> id.matches("[0-9a-f]{12}"));
        // What an operator wrote down must mean the same after an update.
        assertThat(RENAME.id()).isEqualTo("fd2fde6ea838");
    }

    @Test
    void itSaysInASentenceWhatItDoes() {
        assertThat(RENAME.sentence())
                .isEqualTo("target big: it rejects 'max_tokens', so send 'max_completion_tokens' instead.");
        assertThat(new HealingRule("big", "chat", new Signature.InvalidOutput(List.of("schema"), "0a"), LAST)
                        .sentence())
                .isEqualTo("target big, route chat: its answers for release 0a fail the contract (schema),"
                        + " so ask it last.");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        refused(() -> new HealingRule("big", null, LIMIT, new RuleAction.DoubleTokens()), "action");
        refused(() -> new HealingRule("big", null, LIMIT, new RuleAction.Send("max_tokens")), "action");
        refused(() -> new HealingRule("big", null, new Signature.EmptyAnswer(), LAST), "action");
        refused(() -> new HealingRule("big", null, new Signature.ModelGone(), RENAME.action()), "action");
        refused(() -> new HealingRule("big", null, new Signature.InvalidOutput(List.of("a"), null), LAST), "route");
        refused(() -> new HealingRule("", null, LIMIT, LAST), "target");
    }

    private static void refused(Runnable making, String field) {
        assertThatThrownBy(making::run)
                .isInstanceOfSatisfying(
                        BadConfig.class,
                        bad -> assertThat(bad.mistakes())
                                .extracting(BadConfig.Mistake::field)
                                .containsExactly(field));
    }
}
