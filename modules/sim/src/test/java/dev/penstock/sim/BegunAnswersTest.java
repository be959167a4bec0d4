package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BegunAnswersTest {
    private static final String OWN = SimAnswer.of("sim-on", "Hello");
    private static final String HALF = OWN.substring(0, 40);

    private final SimHarness sim = new SimHarness(SimConfig.usual()
            .withModels(Map.of(
                    "sim-on", Behaviour.USUAL.withPrefill(Prefill.CONTINUES),
                    "sim-never", Behaviour.USUAL.withPrefill(Prefill.REJECTS),
                    "sim-varies", Behaviour.USUAL.varying())));

    @AfterAll
    void close() {
        sim.close();
    }

    @Test
    void aModelGoesOnExactlyWhereItsOwnAnswerEnds() {
        assertThat(HALF + said("sim-on", HALF)).isEqualTo(OWN);
        assertThat(HALF + saidByAnthropic("sim-on", HALF)).isEqualTo(OWN);
    }

    @Test
    void aModelGoesOnWithTheAnswerOfAnotherInItsOwnWords() {
        String begun = "sim-other: water";
        String more = said("sim-on", begun);
        assertThat(more)
                .isEqualTo(SimAnswer.continued("sim-on", "Hello", begun))
                .startsWith(" ");
        assertThat(saidByAnthropic("sim-on", begun)).isEqualTo(more);
    }

    @Test
    void aModelThatCannotRefusesInItsProvidersWords() {
        HttpResponse<String> openAi = sim.chat(body("sim-never", HALF));
        HttpResponse<String> anthropic = sim.messages(body("sim-never", HALF));
        assertThat(openAi.statusCode()).isEqualTo(400);
        assertThat(openAi.body()).contains("Expected last role User");
        assertThat(anthropic.statusCode()).isEqualTo(400);
        assertThat(anthropic.body()).contains("does not support assistant message prefill");
    }

    @Test
    void anyOtherModelAnswersFromTheStart() {
        assertThat(said("sim-small", HALF)).isEqualTo(SimAnswer.of("sim-small", "Hello"));
    }

    @Test
    void anthropicTakesNoBeginThatEndsInSpace() {
        assertThat(sim.messages(body("sim-on", "water ")).body()).contains("trailing whitespace");
    }

    @Test
    void aModelThatVariesSaysTheChoiceOfTheAttempt() {
        String first = said("sim-varies", "");
        long id = sim.server().log().getLast().id();
        assertThat(first).isEqualTo(SimAnswer.of("sim-varies", "Hello", SimAnswer.USUAL_WORDS, (int) id));
        assertThat(said("sim-varies", "")).isNotEqualTo(first).startsWith("sim-varies: ");
    }

    @Test
    void aScriptSaysBoth() {
        String script = "{\"models\":{\"sim-s\":{\"prefill\":\"continues\",\"varies\":true}}}";
        assertThat(sim.post("/sim/script", script).statusCode()).isEqualTo(200);
        assertThat(said("sim-s", "")).isNotEqualTo(said("sim-s", ""));
        assertThat(sim.post("/sim/script", "{\"models\":{\"m\":{\"prefill\":\"maybe\"}}}")
                        .body())
                .contains("models.m.prefill is \\\"maybe\\\", expected continues, rejects or restarts");
    }

    private String said(String model, String begun) {
        return SimHarness.json(sim.chat(body(model, begun)).body())
                .at("/choices/0/message/content")
                .asText();
    }

    private String saidByAnthropic(String model, String begun) {
        return SimHarness.json(sim.messages(body(model, begun)).body())
                .at("/content/0/text")
                .asText();
    }

    private static String body(String model, String begun) {
        String more = begun.isEmpty() ? "" : ",{\"role\":\"assistant\",\"content\":\"" + begun + "\"}";
        return "{\"model\":\"%s\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}%s]}"
                .formatted(model, more);
    }
}
