package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ReleaseDiff.Field;
import dev.penstock.core.ReleaseDiff.Variable;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.ToolResultRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseDiffTest {
    private static final ReleaseContent BEFORE =
            content("gpt-4o", "Be kind.", 1, Sampling.CALLERS, null, null, RouterPolicy.FIXED, 200, Deadlines.DEFAULT);

    @Test
    void theSameContentDiffersInNothingAndALabelIsNoDifference() {
        ReleaseContent renumbered = content(
                "gpt-4o", "Be kind.", 2, Sampling.CALLERS, null, null, RouterPolicy.FIXED, 200, Deadlines.DEFAULT);

        assertThat(ReleaseDiff.of(BEFORE, BEFORE)).isEmpty();
        assertThat(renumbered.id()).isEqualTo(BEFORE.id());
        assertThat(ReleaseDiff.of(BEFORE, renumbered)).isEmpty();
    }

    @Test
    void eachVariableIsToldWithTheFieldsThatDiffer() {
        RouterPolicy rules = new RouterPolicy.Rules(
                List.of(new RouterPolicy.Rule("t", 100, null, Set.of("nl", "de"), null, Map.of("b", "1", "a", "2"))));
        ReleaseContent after = content(
                "gpt-5",
                "Be brief.",
                2,
                new Sampling(0.5, null, null, null, null, null),
                Set.of("b", "a"),
                new Contract("c", "{}"),
                rules,
                null,
                new Deadlines(
                        Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(9)));

        assertThat(ReleaseDiff.of(BEFORE, after))
                .containsExactly(
                        variable("targets", new Field("t.model", "gpt-4o", "gpt-5")),
                        variable("prompt", new Field("template", "Be kind.", "Be brief.")),
                        variable("parameters", new Field("temperature", null, 0.5)),
                        variable("tools", new Field("names", null, List.of("a", "b"))),
                        variable("contract", new Field("schema", null, "{}")),
                        variable(
                                "policy",
                                new Field("router", "fixed", "rules"),
                                new Field(
                                        "rules",
                                        null,
                                        List.of("t if {longer_than=100, languages=[de, nl], metadata={a=2, b=1}}"))),
                        variable("limits", new Field("max_tokens", 200, null)),
                        variable("deadlines", new Field("total", "600000ms", "9000ms")));
    }

    @Test
    void theTermsOfAContractBelongToIt() {
        ContractTerms terms = new ContractTerms(
                new AnswerChecks(Set.of("en", "de"), 10, true, true, true),
                false,
                0,
                new Fallback.Clarify("Which?"),
                ToolResultRule.ACCEPT,
                ContractStream.CHECK,
                true);
        ReleaseContent after = terms(BEFORE, terms);

        assertThat(ReleaseDiff.of(BEFORE, after))
                .containsExactly(variable(
                        "contract",
                        new Field("languages", null, List.of("de", "en")),
                        new Field("max_chars", null, 10),
                        new Field("citations", null, "required"),
                        new Field("plain", null, true),
                        new Field("tools", null, "valid"),
                        new Field("repair", null, false),
                        new Field("retries", null, 0),
                        new Field("otherwise", null, "clarify: Which?"),
                        new Field("tool_results", null, "accept"),
                        new Field("stream", null, "check"),
                        new Field("narrow", null, true)));
        assertThat(terms(BEFORE, ContractTerms.USUAL).id()).isEqualTo(BEFORE.id());
        assertThat(List.of(
                        BEFORE.id(),
                        after.id(),
                        terms(BEFORE, otherwise(new Fallback.Clarify("Which?"))).id(),
                        terms(BEFORE, otherwise(new Fallback.Answer("Which?"))).id(),
                        terms(BEFORE, otherwise(new Fallback.Escalate("Which?")))
                                .id(),
                        terms(BEFORE, otherwise(new Fallback.Answer("Later."))).id(),
                        terms(BEFORE, accepting()).id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatPeopleLookAtBelongsToTheRelease() {
        ReleaseContent risky = reviews(BEFORE, new ReviewTerms(true, Duration.ofHours(1)));

        assertThat(ReleaseDiff.of(BEFORE, risky))
                .containsExactly(
                        variable("reviews", new Field("risk", null, "high"), new Field("keep", null, "3600000ms")));
        assertThat(reviews(BEFORE, ReviewTerms.USUAL).id()).isEqualTo(BEFORE.id());
        assertThat(List.of(
                        BEFORE.id(),
                        risky.id(),
                        reviews(BEFORE, new ReviewTerms(false, Duration.ofHours(1)))
                                .id()))
                .doesNotHaveDuplicates();
    }

    private static ReleaseContent reviews(ReleaseContent content, ReviewTerms reviews) {
        return new ReleaseContent(
                content.route().with(reviews), content.targets(), content.prompt(), content.contract());
    }

    private static ContractTerms accepting() {
        ContractTerms usual = ContractTerms.USUAL;
        return new ContractTerms(
                usual.checks(),
                usual.repair(),
                usual.retries(),
                usual.otherwise(),
                ToolResultRule.ACCEPT,
                ContractStream.CHECK,
                false);
    }

    private static ContractTerms otherwise(Fallback otherwise) {
        return new ContractTerms(AnswerChecks.NONE, true, 1, otherwise);
    }

    private static ReleaseContent terms(ReleaseContent content, ContractTerms terms) {
        Route route = content.route();
        return new ReleaseContent(
                new Route(
                        route.name(),
                        route.purpose(),
                        route.targets(),
                        route.prompt(),
                        route.contract(),
                        route.sampling(),
                        route.deadlines(),
                        route.tools(),
                        route.maxTokens(),
                        route.concurrentRequests(),
                        route.router(),
                        terms,
                        Healing.DEFAULT),
                content.targets(),
                content.prompt(),
                content.contract());
    }

    @Test
    void allThatANewRouteHasDiffersFromNothing() {
        assertThat(ReleaseDiff.of(null, BEFORE))
                .extracting(Variable::name)
                .containsExactly("targets", "prompt", "policy", "limits", "deadlines", "healing");
    }

    private static Variable variable(String name, Field... fields) {
        return new Variable(name, List.of(fields));
    }

    private static ReleaseContent content(
            String model,
            String prompt,
            int version,
            Sampling sampling,
            @Nullable Set<String> tools,
            @Nullable Contract contract,
            RouterPolicy policy,
            @Nullable Integer maxTokens,
            Deadlines deadlines) {
        Route route = new Route(
                "support",
                "purpose",
                List.of("t"),
                "p@" + version,
                contract == null ? null : "c",
                sampling,
                deadlines,
                tools,
                maxTokens,
                null,
                policy);
        Target target = new Target("t", "provider", model, null, 100, null);
        return new ReleaseContent(
                route, List.of(target), new Prompt("p", version, new PromptTemplate(prompt)), contract);
    }
}
