package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.sim.SimScript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What always fails is healed five times, and then does not fail any more: through the whole data plane. */
class LearnedRulesTest {
    private static final String RENAMING = "openai/sim-small-unsupported-parameter";
    private static final int LESSONS = 5;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final TestNode node = TestNode.start(setup(now::get));

    @AfterEach
    void close() {
        node.close();
    }

    private static Setup setup(InstantSource clock) {
        Healing off = new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of(), Map.of(), 0, false);
        return Setup.empty()
                .clock(clock)
                .jsonTarget("openai/sim-small!wrong-schema")
                .jsonTarget("openai/sim-other")
                .contract("level", """
                    {"type": "object", "required": ["level"], "properties": {"level": {"type": "integer"}}}
                    """)
                .route("strict", route -> route.healing(Healing.DEFAULT), "openai/sim-small!unsupported-parameter")
                .route("other", route -> route.healing(Healing.DEFAULT), "openai/sim-small!unsupported-parameter")
                .route("off", route -> route.healing(off), "openai/sim-small!unsupported-parameter")
                .route("plain", route -> route.healing(Healing.DEFAULT), "openai/sim-small")
                .route("limited", route -> route.healing(Healing.DEFAULT).maxTokens(77), "openai/sim-small")
                .route(
                        "level",
                        route -> route.healing(Healing.DEFAULT).contract("level", ContractTerms.USUAL),
                        "openai/sim-small!wrong-schema",
                        "openai/sim-other")
                .route(
                        "gone",
                        route -> route.healing(Healing.DEFAULT),
                        "openai/sim-small!not-found",
                        "openai/sim-other");
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void fiveRequestsAreHealedByAnotherNameAndTheSixthGoesRightAtOnce(boolean stream) {
        for (int i = 0; i < LESSONS; i++) {
            JsonNode trace = ask("strict", stream);
            assertThat(trace.path("attempts")).hasSize(2);
            assertThat(trace.path("outcome").asText()).isEqualTo("retry");
        }
        awaitRule("learned");

        JsonNode trace = ask("strict", stream);

        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(trace.path("outcome").asText()).isEqualTo("pass");
        JsonNode rule = rule();
        assertThat(rule.path("state").asText()).isEqualTo("learned");
        assertThat(rule.path("does").asText())
                .isEqualTo(
                        "target " + RENAMING + ": it rejects 'max_tokens', so send 'max_completion_tokens' instead.");
        assertThat(trace.at("/attempts/0/rules/0").asText())
                .isEqualTo(rule.path("rule").asText());
        assertThat(node.lastSent().path("max_completion_tokens").asInt()).isEqualTo(100_000);
        assertThat(node.lastSent().has("max_tokens")).isFalse();
        assertThat(ask("other", stream).path("attempts"))
                .as("it is the target's, whatever the route")
                .hasSize(1);
        assertThat(node.metric("penstock_rules")).isEqualTo(1);
        assertThat(node.metric("penstock_rules_applied_total{target=\"" + RENAMING + "\"}"))
                .isEqualTo(2);
        assertThat(rule().path("good").asInt()).isEqualTo(2);
    }

    @Test
    void aRouteThatDoesNotLearnNeitherTeachesNorUsesRules() {
        for (int i = 0; i < 2 * LESSONS; i++) {
            assertThat(ask("off", false).path("attempts")).hasSize(2);
        }
        assertThat(rules()).isEmpty();

        learn("strict");
        assertThat(ask("off", false).path("attempts")).hasSize(2);
    }

    @Test
    void aRuleExpiresAndIsLearnedAnew() {
        learn("strict");
        now.updateAndGet(time -> time.plus(Duration.ofHours(24)));
        assertThat(rules()).isEmpty();

        Eventually.that(
                "it is not applied any more",
                () -> ask("strict", false).path("attempts").size() == 2);
    }

    @Test
    void aRuleIsUndoneWhenTheProviderChangesItsMind() {
        for (int i = 0; i < LESSONS; i++) {
            node.sim().script(SimScript.next("unsupported-parameter"));
            assertThat(ask("plain", false).path("attempts")).hasSize(2);
        }
        awaitRule("learned");
        ask("plain", false);
        assertThat(node.lastSent().has("max_completion_tokens")).isTrue();
        assertThat(rule().path("state").asText()).isEqualTo("learned");

        node.sim()
                .script(SimScript.next(Collections.nCopies(9, "invalid-request").toArray(String[]::new)));
        for (int i = 0; i < 9; i++) {
            try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("plain", false))) {
                call.readAll(5_000);
                assertThat(call.status()).isEqualTo(400);
            }
        }

        awaitRule("undone");
        assertThat(rule().path("why").asText()).endsWith("outcomes with it were bad");
        ask("plain", false);
        assertThat(node.lastSent().has("max_tokens")).isTrue();
    }

    @Test
    void aRevokedRuleIsNotAppliedAnyMoreAndAKeptOneDoesNotExpire() {
        learn("strict");
        String id = rule().path("rule").asText();

        node.delete("/rules/" + id);
        for (int i = 0; i <= LESSONS; i++) {
            assertThat(ask("strict", false).path("attempts")).hasSize(2);
        }
        assertThat(rule().path("state").asText()).isEqualTo("revoked");

        node.put("/rules/" + id, "{\"route\":\"strict\"}");
        now.updateAndGet(time -> time.plus(Duration.ofDays(400)));
        assertThat(ask("strict", false).path("attempts")).hasSize(1);
        assertThat(ask("other", false).path("attempts"))
                .as("the operator wants it for one route")
                .hasSize(2);
    }

    @Test
    void whatTheReleaseSetsIsSentUnderAnotherNameTooIfTheTargetWantsThat() {
        node.adminPost(
                "/rules",
                "{\"target\":\"openai/sim-small\",\"signature\":\"unsupported_parameter max_completion_tokens\","
                        + "\"action\":\"send max_tokens\"}");

        node.post(
                "/v1/chat/completions",
                "{\"model\":\"limited\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(node.lastSent().path("max_tokens").asInt()).isEqualTo(77);
        assertThat(node.lastSent().has("max_completion_tokens")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "level, openai/sim-small-wrong-schema, 3, invalid_output schema of",
        "gone, openai/sim-small-not-found, 2, model_gone"
    })
    void aTargetThatAlwaysFailsIsAskedLast(String route, String target, int attempts, String signature) {
        for (int i = 0; i < LESSONS; i++) {
            assertThat(ask(route, false).path("attempts")).hasSize(attempts);
        }
        awaitRule("learned");

        JsonNode trace = ask(route, false);

        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(trace.at("/attempts/0/target").asText()).isEqualTo("openai/sim-other");
        assertThat(trace.path("router").asText())
                .endsWith("; known to fail, so last: " + target + " (rule "
                        + rule().path("rule").asText() + ")");
        assertThat(rule().path("signature").asText()).startsWith(signature);
        assertThat(rule().path("good").asInt()).isEqualTo(1);
        assertThat(ask("plain", false).path("attempts")).hasSize(1);
    }

    @Test
    void whereReasoningUsesAllTokensTwiceAsManyAreAllowed() {
        for (int i = 0; i < LESSONS; i++) {
            node.sim().script(SimScript.next("reasoning-ate-budget"));
            assertThat(ask("plain", false).path("attempts")).hasSize(2);
        }
        awaitRule("learned");

        assertThat(ask("plain", false).at("/attempts/0/rules/0").asText())
                .isEqualTo(rule().path("rule").asText());
        assertThat(node.lastSent().path("max_tokens").asInt()).isEqualTo(200_000);
        assertThat(rule().path("signature").asText()).isEqualTo("empty_answer");
        assertThat(rule().path("route").asText()).isEqualTo("plain");
    }

    /** What requests teach is thought over beside them. */
    private void awaitRule(String state) {
        Eventually.that(
                "a rule is " + state,
                () -> rules().size() == 1
                        && rules().get(0).path("state").asText().equals(state));
    }

    private void learn(String route) {
        for (int i = 0; i < LESSONS; i++) {
            ask(route, false);
        }
        awaitRule("learned");
        assertThat(ask(route, false).path("attempts")).hasSize(1);
    }

    /** The trace of a request that is answered. */
    private JsonNode ask(String route, boolean stream) {
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello(route, stream))) {
            call.readAll(5_000);
            assertThat(call.status()).as(call.text()).isEqualTo(200);
            return node.trace(call.header("x-penstock-trace"));
        }
    }

    private JsonNode rules() {
        return TestNode.json(node.admin("/admin/v1/rules").body()).path("rules");
    }

    private JsonNode rule() {
        JsonNode rules = rules();
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }
}
