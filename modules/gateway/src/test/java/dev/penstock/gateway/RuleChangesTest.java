package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.Change;
import dev.penstock.healing.learned.ActiveRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleChangesTest {
    private static final ActiveRule RENAME = rename("max_tokens", "max_completion_tokens");
    private static final ActiveRule DOUBLE =
            active(new HealingRule("big", "chat", new Signature.EmptyAnswer(), new RuleAction.DoubleTokens()));

    @Test
    void aParameterGoesByAnotherNameWithItsValueAsItCame() {
        assertThat(changed("{'max_tokens':7 ,'x':[1,2]}", null, RENAME))
                .isEqualTo("{'max_completion_tokens':7,'x':[1,2]}");
        assertThat(changed("{'stop':['a', 'b'],'x':1}", null, rename("stop", "stops")))
                .isEqualTo("{'stops':['a', 'b'],'x':1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'x':1}", "{'max_tokens':null}", "{'max_completion_tokens':7}"})
    void whatIsNotSaidIsNotChangedAndTheRuleNotApplied(String body) {
        assertThat(changed(body, null, RENAME)).isEqualTo(body);
        assertThat(apply(body, null, RENAME).applied()).isEmpty();
    }

    @Test
    void aNameThatIsThereKeepsItsValue() {
        assertThat(changed("{'max_tokens':7,'max_completion_tokens':9}", null, RENAME))
                .isEqualTo("{'max_completion_tokens':9}");
    }

    @Test
    void aNameThatTheLadderBringsBackStays() {
        Change back = new Change.Rename("max_completion_tokens", "max_tokens");
        assertThat(changed("{'max_tokens':7}", back, RENAME)).isEqualTo("{'max_tokens':7}");
        assertThat(apply("{'max_tokens':7}", back, RENAME).applied()).isEmpty();
    }

    @Test
    void aLimitThatTheLadderSetsIsNotDoubled() {
        assertThat(changed("{'max_tokens':3000}", new Change.FewerTokens(4096), DOUBLE))
                .isEqualTo("{'max_tokens':3000}");
        assertThat(changed("{'max_tokens':3000}", new Change.MoreTokens(), DOUBLE))
                .isEqualTo("{'max_tokens':3000}");
    }

    @Test
    void twoRulesMakeNoCircle() {
        ActiveRule other = rename("max_completion_tokens", "max_tokens");

        assertThat(changed("{'max_tokens':7}", null, RENAME, other)).isEqualTo("{'max_completion_tokens':7}");
        assertThat(changed("{'max_tokens':7}", null, other, RENAME)).isEqualTo("{'max_completion_tokens':7}");
    }

    @Test
    void aLimitIsDoubledUnderWhateverNameItGoes() {
        assertThat(changed("{'max_tokens':7}", null, DOUBLE)).isEqualTo("{'max_tokens':14}");
        assertThat(changed("{'max_completion_tokens':7}", null, DOUBLE)).isEqualTo("{'max_completion_tokens':14}");
        assertThat(changed("{'max_tokens':7}", null, RENAME, DOUBLE)).isEqualTo("{'max_completion_tokens':14}");
        assertThat(apply("{'max_tokens':7}", null, RENAME, DOUBLE).applied()).containsExactly(DOUBLE, RENAME);
        assertThat(apply("{'x':7}", null, DOUBLE).applied()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "4611686018427387904"})
    void aLimitThatCannotBeDoubledStays(String limit) {
        assertThat(changed("{'max_tokens':" + limit + "}", null, DOUBLE)).isEqualTo("{'max_tokens':" + limit + "}");
    }

    private static String changed(String body, @Nullable Change change, ActiveRule... rules) {
        return new String(apply(body, change, rules).body(), UTF_8).replace('"', '\'');
    }

    private static RuleChanges apply(String body, @Nullable Change change, ActiveRule... rules) {
        return RuleChanges.of(body.replace('\'', '"').getBytes(UTF_8), List.copyOf(Arrays.asList(rules)), change);
    }

    private static ActiveRule rename(String name, String instead) {
        return active(new HealingRule("big", null, new Signature.Parameter(name), new RuleAction.Send(instead)));
    }

    private static ActiveRule active(HealingRule rule) {
        return new ActiveRule(rule.id(), rule);
    }
}
