package dev.penstock.router;

import static dev.penstock.router.Releases.names;
import static dev.penstock.router.Releases.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Release;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.RouterPolicy.Rule;
import dev.penstock.core.config.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    private static final Rule LONG = new Rule("large", 2_000, null, null, null, Map.of());
    private static final Rule SHORT = new Rule("large", null, 50, null, null, Map.of());
    private static final Rule MIDDLING = new Rule("large", 100, 200, null, null, Map.of());
    private static final Rule TOOLS = new Rule("large", null, null, null, true, Map.of());
    private static final Rule NO_TOOLS = new Rule("large", null, null, null, false, Map.of());
    private static final Rule GERMAN_OR_FRENCH = new Rule("large", null, null, Set.of("de", "fr"), null, Map.of());
    private static final Rule GOLD = new Rule("large", null, null, null, null, Map.of("tier", "gold"));
    private static final Rule GOLD_OF_TEAM_A =
            new Rule("large", null, null, null, null, Map.of("tier", "gold", "team", "a"));
    private static final Rule GERMAN_WITH_TOOLS =
            new Rule("large", null, null, Set.of("de"), true, Map.of("tier", "gold"));

    private static Stream<Arguments> conditionsThatHold() {
        return Stream.of(
                Arguments.of(LONG, Asked.tokens(2_001), "longer_than 2000 (estimated 2001 tokens)"),
                Arguments.of(SHORT, Asked.tokens(49), "shorter_than 50 (estimated 49 tokens)"),
                Arguments.of(SHORT, Asked.tokens(0), "shorter_than 50 (estimated 0 tokens)"),
                Arguments.of(MIDDLING, Asked.tokens(150), "longer_than 100, shorter_than 200 (estimated 150 tokens)"),
                Arguments.of(TOOLS, Asked.tokens(1).withTools(), "tools true"),
                Arguments.of(NO_TOOLS, Asked.tokens(1), "tools false"),
                Arguments.of(GERMAN_OR_FRENCH, Asked.tokens(1).in("de"), "language de"),
                Arguments.of(GERMAN_OR_FRENCH, Asked.tokens(1).in("fr"), "language fr"),
                Arguments.of(GOLD, Asked.tokens(1).with("tier", "gold"), "metadata.tier gold"),
                Arguments.of(
                        GERMAN_WITH_TOOLS,
                        Asked.tokens(1).in("de").withTools().with("tier", "gold"),
                        "language de, tools true, metadata.tier gold"));
    }

    @ParameterizedTest
    @MethodSource("conditionsThatHold")
    void theTargetOfARuleThatHoldsIsFirst(Rule rule, Query query, String why) {
        Order order = Router.order(release(rule), query, ExpectedOutput.NOTHING_SEEN);

        assertThat(names(order)).containsExactly("large", "small", "middle");
        assertThat(order.reason()).isEqualTo("rule 1: " + why + " -> large");
    }

    private static Stream<Arguments> conditionsThatDoNotHold() {
        return Stream.of(
                Arguments.of(LONG, Asked.tokens(2_000)),
                Arguments.of(SHORT, Asked.tokens(50)),
                Arguments.of(MIDDLING, Asked.tokens(100)),
                Arguments.of(MIDDLING, Asked.tokens(200)),
                Arguments.of(TOOLS, Asked.tokens(1)),
                Arguments.of(NO_TOOLS, Asked.tokens(1).withTools()),
                Arguments.of(GERMAN_OR_FRENCH, Asked.tokens(1).in("en")),
                Arguments.of(GERMAN_OR_FRENCH, Asked.tokens(1)),
                Arguments.of(GOLD, Asked.tokens(1).with("tier", "silver")),
                Arguments.of(GOLD, Asked.tokens(1)),
                Arguments.of(GOLD_OF_TEAM_A, Asked.tokens(1).with("tier", "gold")),
                Arguments.of(GERMAN_WITH_TOOLS, Asked.tokens(1).in("de").with("tier", "gold")),
                Arguments.of(GERMAN_WITH_TOOLS, Asked.tokens(1).withTools().with("tier", "gold")),
                Arguments.of(GERMAN_WITH_TOOLS, Asked.tokens(1).in("de").withTools()));
    }

    @ParameterizedTest
    @MethodSource("conditionsThatDoNotHold")
    void withoutARuleThatHoldsTheOrderIsTheWrittenOne(Rule rule, Query query) {
        Order order = Router.order(release(rule), query, ExpectedOutput.NOTHING_SEEN);

        assertThat(names(order)).containsExactly("small", "middle", "large");
        assertThat(order.reason()).isEqualTo("no rule fits");
    }

    @Test
    void theFirstRuleThatHoldsDecides() {
        Rule toMiddle = new Rule("middle", 1_000, null, null, null, Map.of());
        Query query = Asked.tokens(3_120);

        assertThat(Router.order(release(toMiddle, LONG), query, ExpectedOutput.NOTHING_SEEN)
                        .reason())
                .isEqualTo("rule 1: longer_than 1000 (estimated 3120 tokens) -> middle");
        assertThat(Router.order(release(SHORT, LONG, toMiddle), query, ExpectedOutput.NOTHING_SEEN)
                        .reason())
                .isEqualTo("rule 2: longer_than 2000 (estimated 3120 tokens) -> large");
    }

    @Test
    void aTargetWhoseProviderTheNodeDoesNotKnowIsNotAskedAndThatIsSaid() {
        Release release = Releases.of(
                new RouterPolicy.Rules(List.of(TOOLS)),
                target("small"),
                new Target("large", "unknown", "m", null, 100, null));

        Order order = Router.order(release, Asked.tokens(1).withTools(), ExpectedOutput.NOTHING_SEEN);

        assertThat(names(order)).containsExactly("small");
        assertThat(order.reason()).isEqualTo("rule 1: tools true -> large, whose provider this node does not know");
    }

    private static Release release(Rule... rules) {
        return Releases.of(
                new RouterPolicy.Rules(Arrays.asList(rules)), target("small"), target("middle"), target("large"));
    }
}
