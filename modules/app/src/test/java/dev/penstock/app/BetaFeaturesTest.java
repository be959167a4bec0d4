package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What an Anthropic caller asks for by header goes on where it means something, and is refused by name elsewhere. */
class BetaFeaturesTest {
    private static final String BETA = "context-1m-2025-08-07";

    private static final TestNode node = TestNode.start(Setup.bothDialects());

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aTargetOfTheSameDialectIsToldOfThem() {
        assertThat(post("anthropic").statusCode()).isEqualTo(200);
        assertThat(node.lastAttempt().headers().get("anthropic-beta")).isEqualTo(BETA);
    }

    @Test
    void aTargetOfAnotherDialectCannotExpressThem() {
        HttpResponse<String> answer = post("openai");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("anthropic-beta is '" + BETA + "'");
    }

    @Test
    void aLongOneIsToldInShort() {
        HttpResponse<String> answer = post("openai", "b".repeat(4_000));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'" + "b".repeat(64) + "...', expected none");
    }

    private static HttpResponse<String> post(String route) {
        return post(route, BETA);
    }

    private static HttpResponse<String> post(String route, String beta) {
        return node.send(node.request("/v1/messages", Caller.ANTHROPIC.hello(route, false))
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", beta)
                .build());
    }
}
