package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.RouterPolicy.Rule;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In which order the targets of a route are asked, and that the trace says why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {
    private static final String GERMAN = "Wie ist der Stand an dem Tor, und was kann ich mit den Daten machen?";
    private static final String BASE64 = "iVBORw0KGgoAAAANSUhEUg".repeat(400);

    private final TestNode node = TestNode.start(Setup.empty()
            .route(
                    "rules",
                    route -> route.router(new RouterPolicy.Rules(List.of(
                            rule("openai/sim-long", 500, null, null, null, Map.of()),
                            rule("openai/sim-tools", null, null, null, true, Map.of()),
                            rule("openai/sim-gold", null, null, null, null, Map.of("user_id", "gold")),
                            rule("anthropic/sim-german", null, null, Set.of("de", "nl"), null, Map.of()),
                            rule("openai/sim-short", null, 20, null, null, Map.of())))),
                    "anthropic/sim-usual",
                    "openai/sim-long",
                    "openai/sim-tools",
                    "openai/sim-gold",
                    "anthropic/sim-german",
                    "openai/sim-short")
            .route(
                    "failing",
                    route -> route.router(new RouterPolicy.Rules(
                            List.of(rule("anthropic/sim-c-overloaded", null, 1_000, null, null, Map.of())))),
                    "openai/sim-a!server-error",
                    "openai/sim-b",
                    "anthropic/sim-c!overloaded")
            .target("openai/sim-tiny", 150, 1)
            .target("openai/sim-cheap", 2_000, 1_000_000)
            .target("anthropic/sim-dear", 100_000, 9_000_000)
            .route(
                    "cheapest",
                    route -> route.maxTokens(50).router(new RouterPolicy.CheapestThatFits(40)),
                    "anthropic/sim-dear",
                    "openai/sim-cheap",
                    "openai/sim-tiny"));

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void theFirstRuleThatFitsNamesTheFirstTarget(Caller caller) {
        assertRouted(caller, "word ".repeat(600), "", "openai/sim-long", "rule 1: longer_than 500 (estimated ");
        assertRouted(caller, GERMAN.repeat(3), "", "anthropic/sim-german", "rule 4: language de -> ");
        assertRouted(caller, "Hi", "", "openai/sim-short", "rule 5: shorter_than 20 (estimated ");
        assertRouted(
                caller,
                "Hi",
                ",\"metadata\":{\"user_id\":\"gold\"}",
                "openai/sim-gold",
                "rule 3: metadata.user_id gold -> openai/sim-gold");
        assertRouted(caller, "gate ".repeat(40), "", "anthropic/sim-usual", "no rule fits");

        HttpResponse<String> tools = node.post(caller.path(), caller.withTool("rules", true));
        assertThat(header(tools, "x-penstock-target")).isEqualTo("openai/sim-tools");
        assertThat(router(tools)).isEqualTo("rule 2: tools true -> openai/sim-tools");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, '{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%s\"}}'",
        "OPENAI, '{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64,%s\"}}'",
        "ANTHROPIC,"
            + " '{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"%s\"}}'"
    })
    void imagesAreNoText(Caller caller, String part) {
        String content = "[{\"type\":\"text\",\"text\":\"Hi\"}," + part.formatted(BASE64) + "]";
        HttpResponse<String> answer = node.post(
                caller.path(), caller.hello("rules", false).replace("\"content\":\"Hello\"", "\"content\":" + content));
        assertThat(router(answer)).doesNotContain("longer_than");
    }

    @Test
    void theNextTargetIsTheNextOfTheRoutersOrder() {
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("failing", false));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        JsonNode attempts = node.trace(answer).path("attempts");
        assertThat(attempts).hasSize(3);
        assertThat(attempts.path(0).path("target").asText()).isEqualTo("anthropic/sim-c-overloaded");
        assertThat(attempts.path(1).path("target").asText()).isEqualTo("openai/sim-a-server-error");
        assertThat(attempts.path(2).path("target").asText()).isEqualTo("openai/sim-b");
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void theCheapestThatFitsIsAsked(Caller caller) {
        assertCheapest(
                caller,
                1,
                "openai/sim-tiny",
                "cheapest-that-fits: openai/sim-tiny 0.00 µ$ < openai/sim-cheap \\d+ µ\\$ < anthropic/sim-dear .*");
        assertCheapest(
                caller,
                400,
                "openai/sim-cheap",
                "cheapest-that-fits: openai/sim-cheap \\d+ µ\\$ < .*; too small: openai/sim-tiny \\(estimated .*");
        assertCheapest(
                caller,
                4_000,
                "anthropic/sim-dear",
                "cheapest-that-fits: anthropic/sim-dear \\d+ µ\\$; too small: openai/sim-cheap, openai/sim-tiny .*");
    }

    @Test
    void whereTheCheapestIsStoppedTheNextCheapestIsAsked() {
        node.kill("model", "sim-tiny");
        HttpResponse<String> answer = node.post(
                Caller.OPENAI.path(), "{\"model\":\"cheapest\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        node.liftAll();
        assertThat(header(answer, "x-penstock-target")).isEqualTo("openai/sim-cheap");
    }

    private void assertCheapest(Caller caller, int words, String target, String reason) {
        String body = caller.request("cheapest", false, "gate ".repeat(words), "")
                .replace("\"max_tokens\":100000", "\"max_tokens\":50");
        HttpResponse<String> answer = node.post(caller.path(), body);
        assertThat(header(answer, "x-penstock-target")).as(answer.body()).isEqualTo(target);
        assertThat(router(answer)).matches(reason.replace("0.00 µ$", "0.00 µ\\$"));
    }

    private void assertRouted(Caller caller, String text, String more, String target, String reason) {
        HttpResponse<String> answer = node.post(caller.path(), caller.request("rules", false, text, more));
        assertThat(header(answer, "x-penstock-target")).as(answer.body()).isEqualTo(target);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        assertThat(router(answer)).startsWith(reason);
    }

    private String router(HttpResponse<String> answer) {
        return node.trace(answer).path("router").asText();
    }

    private static Rule rule(
            String target,
            @Nullable Integer longer,
            @Nullable Integer shorter,
            @Nullable Set<String> languages,
            @Nullable Boolean tools,
            Map<String, String> metadata) {
        return new Rule(target, longer, shorter, languages, tools, metadata);
    }
}
