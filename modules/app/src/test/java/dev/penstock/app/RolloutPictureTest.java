package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What an operator sees of a rollout. */
class RolloutPictureTest {
    private static final String ROLLOUT = """
        {"id": "9b21", "phase": "running", "mode": "live", "policy": "careful",
         "release": {"id": "c3", "number": 3}, "baseline": {"id": "a1", "number": 1},
         "stage": 1, "stage_name": "5 %", "sentence": "Proof of error: 40 %, about 4 minutes to go.",
         "stages": [{"name": "1 %", "state": "done", "gate": "auto", "approved": false},
                    {"name": "5 %", "state": "here", "gate": "approval", "approved": false},
                    {"name": "full", "state": "ahead", "gate": "auto", "approved": false}],
         "verdict": {"step": "hold",
           "guardrails": [
             {"guardrail": "error", "harm": 0.25, "proof": 0.999, "candidate_bad": 3, "baseline_bad": 12,
              "proven_by": null, "expected_ms": 240000},
             {"guardrail": "contract", "harm": 0, "proof": 1, "candidate_bad": 0, "baseline_bad": 0,
              "proven_by": "bound", "expected_ms": null},
             {"guardrail": "score", "harm": 0, "proof": 0.5, "proven_by": null, "expected_ms": null, "tolerated": 0, "margin": 0.05,
              "candidate": {"scores": 120, "mean": 0.78, "lower": 0.7103, "upper": 0.84},
              "baseline": {"scores": 2400, "mean": 0.8, "lower": 0.79, "upper": 0.81}}],
           "floors": {"requests": 97, "requests_needed": 100, "time_ms": 90000, "time_needed_ms": 300000},
           "exposure": {"bad": 47},
           "arms": {"candidate": {"requests": 97, "bad": 3, "models": {"m-2": 97},
                                  "first_content": {"answers": 7, "p50_ms": null, "p95_ms": null},
                                  "total": {"answers": 94, "p50_ms": 810, "p95_ms": 1900}},
                    "baseline": {"requests": 1850, "bad": 12, "models": {},
                                 "first_content": {"answers": 0, "p50_ms": null, "p95_ms": null},
                                 "total": {"answers": 99, "p50_ms": 790, "p95_ms": 1500}}},
           "slower": {"first_content": null, "total": 0.03127},
           "traces": ["node-a-1f"]}}
        """;

    @Test
    void itShowsTheStagesABarForEachGuardrailAndWhatItWaitsFor() {
        assertThat(new RolloutPicture("support", rollout()).lines())
                .containsExactly(
                        "Rollout 9b21 of route 'support': running",
                        "  release 3 (c3) against 1 (a1), by policy careful",
                        "  [x] 1 %  [>] 5 % +approval  [ ] full",
                        "  Proof of error: 40 %, about 4 minutes to go.",
                        "",
                        "  GUARDRAIL  HARM                         PROOF                         BAD         CURRENT  "
                                + "   TO GO",
                        "  error      [#####...............] 25 %  [###################.] 99 %   3           12       "
                                + "   4 min",
                        "  contract   [....................] 0 %   [####################] 100 %  0           0        "
                                + "   proven",
                        "  score      [....................] 0 %   [##########..........] 50 %   mean 0.780  mean"
                                + " 0.800  -",
                        "  score: the mean is 0.710 to 0.840 by the candidate's 120 scores,"
                                + " 0.790 to 0.810 by the current release's 2400 scores;"
                                + " proven where it is at most 0.05 lower",
                        "",
                        "  this stage: 97 of 100 requests, 90 s of 5 min, 47 bad left",
                        "  candidate: 3 bad of 97 (3.09 %), by m-2; current: 12 bad of 1850 (0.65 %)",
                        "  whole answer: candidate p50 810 ms, p95 1900 ms, 94 answers;"
                                + " current p50 790 ms, p95 1500 ms, 99 answers of as many users;"
                                + " chance of this p95 if it were no slower: 3.1 %",
                        "  bad: penstock why node-a-1f");
    }

    @Test
    void inATerminalItIsDrawnOverThePictureBefore() {
        StringWriter text = new StringWriter();
        RolloutScreen screen = new RolloutScreen(new PrintWriter(text), false, true);
        screen.show("support", rollout());
        int first = text.toString().length();
        screen.show("support", rollout());

        assertThat(text.toString().substring(0, first)).doesNotContain("\u001b");
        assertThat(text.toString().substring(first)).startsWith("\u001b[15A\u001b[JRollout 9b21");
    }

    @Test
    void elsewhereThereIsALineForWhatHappens() {
        StringWriter text = new StringWriter();
        RolloutScreen screen = new RolloutScreen(new PrintWriter(text), false, false);
        screen.show("support", rollout());
        screen.show("support", TestNode.json(ROLLOUT.replace("40 %", "60 %")));
        screen.show("support", TestNode.json(ROLLOUT.replace("running", "paused")));

        assertThat(text.toString().lines())
                .containsExactly(
                        "Rollout of route 'support' to release 3 (c3): running, stage 5 %."
                                + " Proof of error: 40 %, about 4 minutes to go.",
                        "Rollout of route 'support' to release 3 (c3): paused, stage 5 %."
                                + " Proof of error: 40 %, about 4 minutes to go.");
    }

    @Test
    void whatOthersWroteMovesNoCursor() {
        JsonNode rollout = TestNode.json(ROLLOUT.replace("about 4", "\\u001b[2J"));

        assertThat(new RolloutPicture("support", rollout).lines()).noneMatch(line -> line.contains("\u001b"));
    }

    private static JsonNode rollout() {
        return TestNode.json(ROLLOUT);
    }
}
