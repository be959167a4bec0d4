package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers say of answers comes back with their traces. */
class FeedbackTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        TraceTerms redacted = new TraceTerms(StoredText.REDACTED, List.of(), Duration.ofDays(1));
        node = TestNode.start(Setup.bothDialects()
                .route("kept", route -> route.traces(redacted), "openai/sim-mini")
                .route("silent", "openai/sim-mini"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidIsInTheStoryTheTextAndTheMetrics(Caller caller) {
        String trace = TestNode.header(node.post(caller.path(), caller.hello("silent", false)), "x-penstock-trace");
        String thumbs = "penstock_feedback_total{kind=\"thumb\",route=\"silent\",word=\"down\"}";
        double before = node.metric(thumbs);
        HttpResponse<String> given =
                give("{\"trace\":\"%s\",\"thumb\":\"down\",\"score\":0.25,\"signal\":\"retried\"}".formatted(trace));
        assertThat(given.statusCode()).as(given.body()).isEqualTo(200);
        assertThat(TestNode.json(given.body()).path("trace").asText()).isEqualTo(trace);
        JsonNode feedback = node.trace(trace).path("feedback");
        assertThat(feedback)
                .map(said -> said.path("kind").asText())
                .containsExactlyInAnyOrder("thumb", "score", "signal");
        assertThat(node.admin("/admin/v1/traces/" + trace + "?as=text").body()).contains("thumb down", "score 0.25");
        assertThat(node.metric(thumbs)).isEqualTo(before + 1);
        assertThat(TestNode.json(node.admin("/admin/v1/traces?feedback=thumb").body())
                        .path("traces"))
                .map(found -> found.path("trace").asText())
                .contains(trace);
    }

    @Test
    void theSameIsTakenOnce() {
        String trace = ask("silent");
        String said = "{\"trace\":\"%s\",\"thumb\":\"up\"}".formatted(trace);
        assertThat(TestNode.json(give(said).body()).path("repeated").asBoolean())
                .isFalse();
        assertThat(TestNode.json(give(said).body()).path("repeated").asBoolean())
                .isTrue();
        assertThat(node.trace(trace).path("feedback")).hasSize(1);
    }

    @Test
    void anAnswerIsFoundByItsOwnId() {
        HttpResponse<String> answer = node.post("/v1/chat/completions", Caller.OPENAI.hello("silent", false));
        String id = TestNode.json(answer.body()).path("id").asText();
        HttpResponse<String> given = give("{\"answer\":\"%s\",\"label\":\"helpful\"}".formatted(id));
        assertThat(given.statusCode()).as(given.body()).isEqualTo(200);
        assertThat(TestNode.json(given.body()).path("trace").asText())
                .isEqualTo(TestNode.header(answer, "x-penstock-trace"));
    }

    @Test
    void aCorrectionIsStoredAsTheRoutesTextsAre() {
        String trace = ask("kept");
        assertThat(give("{\"trace\":\"%s\",\"correction\":\"write to ada@example.com\"}".formatted(trace))
                        .statusCode())
                .isEqualTo(200);
        assertThat(node.trace(trace).path("feedback").path(0).path("text").asText())
                .isEqualTo("write to [email]");
    }

    @Test
    void aCorrectionIsRefusedWhereNoTextsAreKept() {
        HttpResponse<String> given = give("{\"trace\":\"%s\",\"correction\":\"no\"}".formatted(ask("silent")));
        assertThat(given.statusCode()).isEqualTo(400);
        assertThat(given.body()).contains("'silent' keeps no texts");
    }

    @Test
    void nobodySaysAnythingOfWhatIsNotThere() {
        assertThat(give("{\"trace\":\"test-000000000000000000000\",\"thumb\":\"up\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"trace\":\"a\",\"thumb\":\"sideways\"} | thumb is 'sideways', expected one of up, down",
                "{\"trace\":\"a\",\"score\":2} | score is not a number from 0 to 1, expected one",
                "{\"trace\":\"a\"} | thumb is missing, expected one of thumb, score, label",
                "{\"thumb\":\"up\"} | trace is missing, expected either trace",
                "{\"trace\":\"a\",\"answer\":\"b\",\"thumb\":\"up\"} | trace is there beside answer",
                "{\"trace\":\"a\",\"stars\":5} | stars is unknown, expected only answer, comment",
                "{\"trace\":5,\"thumb\":\"up\"} | trace is not a text of 1 to 128 characters",
                "[] | not valid JSON",
            })
    void whatIsWrongIsNamed(String body, String said) {
        HttpResponse<String> given = give(body);
        assertThat(given.statusCode()).isEqualTo(400);
        assertThat(given.body()).contains(said);
    }

    @Test
    void aRouteThatACallerMadeUpIsNoLabelOfAMetric() {
        String trace = ask("x-no-route-of-ours");
        assertThat(give("{\"trace\":\"%s\",\"thumb\":\"up\"}".formatted(trace)).statusCode())
                .isEqualTo(200);
        assertThat(node.operations("/metrics").body()).doesNotContain("x-no-route-of-ours");
    }

    @Test
    void onlyPostIsTaken() {
        assertThat(node.send(node.request("/v1/feedback", "")
                                .method("GET", java.net.http.HttpRequest.BodyPublishers.noBody())
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    private static String ask(String route) {
        return TestNode.header(
                node.post("/v1/chat/completions", Caller.OPENAI.hello(route, false)), "x-penstock-trace");
    }

    private static HttpResponse<String> give(String body) {
        return node.post("/v1/feedback", body);
    }
}
