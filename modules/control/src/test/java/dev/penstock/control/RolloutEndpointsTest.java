package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static dev.penstock.control.Requests.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.control.RolloutView.Arm;
import dev.penstock.control.RolloutView.Floors;
import dev.penstock.control.RolloutView.Latency;
import dev.penstock.control.RolloutView.Mean;
import dev.penstock.control.RolloutView.Rate;
import dev.penstock.control.RolloutView.Score;
import dev.penstock.control.RolloutView.Slower;
import dev.penstock.control.RolloutView.Step;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.Sticky;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How operators start, see and steer rollouts. */
class RolloutEndpointsTest {
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String ROLLOUTS = ROUTE + "/rollouts";
    private static final String CURRENT = ROLLOUTS + "/current";
    /** As the files have it, but for one field. */
    private static final String RELEASE = "'purpose':'Answers','targets':['small','large'],'tools':['look_up'],"
            + "'max_tokens':200,'prompt':'support@1'";

    private final Operator operator = new Operator();

    /** 2 has other sampling, 3 also another model. */
    @BeforeEach
    void publish() {
        operator.post(ROUTE + "/releases", written(",'release':{" + RELEASE + ",'sampling':{'temperature':0.5}}"));
        operator.post(
                ROUTE + "/releases",
                written(",'release':{" + RELEASE.replace("'small',", "") + ",'sampling':{'temperature':0.5}}"));
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void itStartsWithTheDefaultPolicyInItsFirstStageAndIsShown() {
        Answer started = start("'release':2");

        assertThat(started.status()).isEqualTo(201);
        Command.StartRollout terms = state().terms();
        assertThat(terms.baseline()).isEqualTo(id(1));
        assertThat(terms.candidate()).isEqualTo(id(2));
        assertThat(terms.policy()).isEqualTo(RolloutPolicy.DEFAULT);
        assertThat(terms.sticky()).isEqualTo(new Sticky.User());
        assertThat(terms.mode()).isEqualTo(RolloutMode.LIVE);
        assertThat(started.body().path("changes").findValuesAsText("variable")).containsExactly("parameters");

        JsonNode shown = operator.get(CURRENT).body().path("rollout");
        assertThat(shown).isEqualTo(started.body().path("rollout"));
        assertThat(shown.path("id").asText())
                .isEqualTo(started.body().path("id").asText());
        assertThat(shown.path("phase").asText()).isEqualTo("running");
        assertThat(shown.path("stage_name").asText()).isEqualTo("1 %");
        assertThat(shown.path("stages").findValuesAsText("state"))
                .containsExactly("here", "ahead", "ahead", "ahead", "ahead");
        assertThat(shown.path("sentence").asText()).isEqualTo("This node has not judged it yet.");
        assertThat(shown.path("verdict").isNull()).isTrue();
        assertThat(shown.at("/release/state").asText()).isEqualTo("candidate");
        JsonNode route = operator.get(ROUTE).body();
        assertThat(route.at("/rollout/stage_name").asText()).isEqualTo("1 %");
        assertThat(route.at("/canary/share").asInt()).isEqualTo(1);
        assertThat(route.path("canary").has("requests")).isFalse();
    }

    @Test
    void onTopOfFilesThatServeTheyAreAdoptedFirst() {
        String search = "/admin/v1/routes/team%2Fsearch";
        Answer started = operator.post(search + "/rollouts", written(",'mode':'a_a','sticky':'user'"));

        assertThat(started.status()).isEqualTo(201);
        assertThat(started.body().at("/rollout/release/number").asInt()).isEqualTo(1);
        assertThat(operator.get(search).body().at("/serves/from").asText()).isEqualTo("published");
    }

    @Test
    void aPolicyMayBeSaidInFull() {
        Answer started = start("'release':2,'policy':{'stages':['10 %','full'],'guardrails':['error'],'alpha':0.05}");

        assertThat(started.status()).isEqualTo(201);
        assertThat(state().terms().policy().stages()).hasSize(2);
        assertThat(started.body().at("/rollout/policy").asText()).isEqualTo("own");
        assertThat(started.body().at("/rollout/document/alpha").asDouble()).isEqualTo(0.05);
        assertThat(operator.get("/admin/v1/rollout-policies")
                        .body()
                        .at("/policies/0/name")
                        .asText())
                .isEqualTo("default");
    }

    /** What is wrong with a start is told with what to do, and nothing is written. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        NOTHING       | {WHO,'sticky':'user'}                              | 400 | release is missing, expected the candidate's id
        NOTHING       | {WHO,'release':2}                                  | 400 | sticky is missing, expected header:NAME, metadata.NAME or user
        NOTHING       | {WHO,'release':2,'sticky':'cookie'}                | 400 | sticky is 'cookie', expected header:NAME
        NOTHING       | {START,'release':2,'policy':'defalt'}              | 400 | policy is 'defalt', expected 'default' perhaps
        NOTHING       | {START,'release':2,'policy':'x'}                   | 400 | policy is 'x', expected one of default
        NOTHING       | {START,'release':2,'policy':7}                     | 400 | policy is '7', expected the name of a policy, or an object
        NOTHING       | {START,'release':2,'policy':{'stages':['25 %','5 %','full']}} | 400 | rising shares
        NOTHING       | {START,'release':2,'policy':{'stages':[{'share':5,'exposure':{'bad':0}},'full']}} | 400 | policy.stages[0].exposure.bad is '0', expected a whole number from 1
        NOTHING       | {START,'release':2,'policy':{'stages':[{'share':5,'gate':{'webhook':'cd'}},'full']}} | 400 | policy.stages[0].gate.webhook is 'cd', expected the name of one under webhooks: ci
        NOTHING       | {START,'release':2,'policy':{'stags':[]}}          | 400 | policy.stags is 'an unknown key', expected 'stages' perhaps
        NOTHING       | {START,'release':2,'mode':'wet'}                   | 400 | mode is 'wet', expected one of live, dry_run, a_a
        NOTHING       | {START,'release':2,'salt':''}                      | 400 | 1 to 128
        NOTHING       | {START,'release':2,'bundel':true}                  | 400 | 'bundle' perhaps
        NOTHING       | {START,'release':9}                                | 404 | has no release '9'; it has 1 (
        NOTHING       | {START,'release':2,'baseline':9}                   | 404 | has no release '9'
        NOTHING       | {START,'release':2,'baseline':3}                   | 409 | activate the other before
        NOTHING       | {START,'release':1}                                | 409 | has all its traffic: name another
        NOTHING       | {START,'release':2,'mode':'a_a'}                   | 409 | leave release out, or name 1 (
        NOTHING       | {START,'release':3}                                | 409 | differs from 1 (
        NOTHING       | {START,'release':2,'policy':{'stages':['shadow','full']}} | 409 | a stage shadow, and nothing fills it
        NOTHING       | {START,'release':2,'policy':{'stages':[{'share':5,'exposure':{'microdollars':500}},'full']}} | 409 | target 'small' (meta/llama of openai) of release 2 (
        WITHDRAWN     | {START,'release':2}                                | 409 | lift_withdraws
        ALL_WITHDRAWN | {START,'release':2}                                | 409 | activate one
        CANARY        | {START,'release':2}                                | 409 | end it with a share of 0
        ROLLOUT       | {START,'release':2}                                | 409 | abort it, or wait until it is over
        FROZEN        | {START,'release':2}                                | 423 | The freeze 'sale'
        """)
    void aStartThatCannotBeIsRefusedWithWhatToDo(String before, String body, int status, String told) {
        switch (before) {
            case "WITHDRAWN" -> operator.post(ROUTE + "/rollback", written(",'release':2"));
            case "ALL_WITHDRAWN" -> operator.post(ROUTE + "/rollback", written(",'release':1"));
            case "CANARY" -> operator.put(ROUTE + "/canary", written(",'release':3,'share':5,'sticky':'user'"));
            case "ROLLOUT" -> start("'release':2");
            case "FROZEN" -> {
                operator.put("/admin/v1/policy", written(",'four_eyes':[],'freezes':[" + Requests.FREEZE + "]"));
                operator.now.set(Operator.NOW.plus(Duration.ofMinutes(61)));
            }
            default -> assertThat(before).isEqualTo("NOTHING");
        }
        int written = operator.control.submitted().size();
        String who = "'reason':'why','actor':'ann'";

        Answer answer = operator.post(
                ROLLOUTS, json(body.replace("START", "WHO,'sticky':'user'").replace("WHO", who)));

        assertThat(answer.detail()).contains(told);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void twoVariablesAtOnceAreRefusedWithTheDifferenceUnlessTheyAreABundle() {
        Answer refused = start("'release':3");
        assertThat(refused.detail()).contains("differs from 1 (", "in model, parameters,", "\"bundle\": true");
        assertThat(refused.body().path("changes").findValuesAsText("variable"))
                .containsExactly("targets", "parameters");

        assertThat(start("'release':3,'bundle':true").status()).isEqualTo(201);
    }

    @Test
    void aStageOfHandMadeCasesNeedNotHaveTheirResultYet() {
        JsonNode rollout = start("'release':2,'policy':{'stages':['eval','5 %','full']}")
                .body()
                .path("rollout");

        assertThat(rollout.path("stage_name").asText()).isEqualTo("eval");
        assertThat(rollout.path("share").asInt()).isZero();
        assertThat(operator.get(ROUTE).body().path("canary").isNull()).isTrue();
        assertThat(operator.get(ROUTE + "/releases/2")
                        .body()
                        .at("/release/state")
                        .asText())
                .isEqualTo("candidate");
        operator.post(ROUTE + "/rollback", written(""));
        assertThat(state().phase()).isEqualTo(RolloutState.Phase.ROLLED_BACK);
    }

    @Test
    void allThatIsNotAboutTheAnswerItselfIsOneVariable() {
        operator.post(
                ROUTE + "/releases",
                written(",'release':{" + RELEASE.replace("200", "100")
                        + ",'router':'cheapest-that-fits','healing':{'retries':2}}"));

        assertThat(start("'release':4").status()).isEqualTo(201);
    }

    @Test
    void whatTheJudgeSeesIsShown() {
        start("'release':2");
        see(view(false, "Proof of error: 40 %."));

        JsonNode rollout = operator.get(CURRENT).body().path("rollout");
        assertThat(rollout.path("sentence").asText()).isEqualTo("Proof of error: 40 %.");
        JsonNode verdict = rollout.path("verdict");
        assertThat(verdict.path("step").asText()).isEqualTo("hold");
        assertThat(verdict.at("/guardrails/0/harm").asDouble()).isEqualTo(0.25);
        assertThat(verdict.at("/guardrails/0/proof").asDouble()).isEqualTo(0.4);
        assertThat(verdict.at("/guardrails/0/proven_by").isNull()).isTrue();
        assertThat(verdict.at("/guardrails/1/proof").asDouble()).isEqualTo(1);
        assertThat(verdict.at("/guardrails/1/proven_by").asText()).isEqualTo("bound");
        assertThat(verdict.at("/guardrails/2/harm").asDouble()).isEqualTo(0.2);
        assertThat(verdict.at("/guardrails/2/candidate/mean").isNull()).isTrue();
        assertThat(verdict.at("/guardrails/2/baseline/mean").asDouble()).isEqualTo(0.81);
        assertThat(verdict.at("/guardrails/2/baseline/scores").asInt()).isEqualTo(120);
        assertThat(verdict.at("/guardrails/2").has("candidate_bad")).isFalse();
        assertThat(verdict.at("/arms/candidate/models/m-2").asInt()).isEqualTo(40);
        assertThat(verdict.at("/arms/candidate/total/answers").asInt()).isEqualTo(40);
        assertThat(verdict.at("/arms/candidate/total/p95_ms").asInt()).isEqualTo(900);
        assertThat(verdict.at("/arms/candidate/first_content/p50_ms").isNull()).isTrue();
        assertThat(verdict.at("/slower/total").asDouble()).isEqualTo(0.031);
        assertThat(verdict.at("/slower/first_content").isNull()).isTrue();
        assertThat(verdict.at("/exposure/bad").asInt()).isEqualTo(23);
        assertThat(verdict.at("/traces/0").asText()).isEqualTo("t-1");
        assertThat(verdict.path("expected_ms").asLong()).isEqualTo(240_000);
    }

    @Test
    void theViewOfAnotherRolloutIsNotShown() {
        start("'release':2");
        operator.seen.rollout = new RolloutView(
                "another",
                0,
                Step.HOLD,
                "Of another.",
                true,
                List.of(),
                arm(0),
                arm(0),
                new Slower(null, null),
                new Floors(0, 0, Duration.ZERO, Duration.ZERO),
                null,
                null,
                null,
                Map.of(),
                List.of());

        assertThat(operator.get(CURRENT).body().at("/rollout/verdict").isNull()).isTrue();
        assertThat(promote("").status()).isEqualTo(409);
    }

    @Test
    void itIsPausedAndResumedOverAllItsPauses() {
        start("'release':2");
        Answer paused = operator.post(CURRENT + "/pause", written(""));
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.body().at("/rollout/phase").asText()).isEqualTo("paused");
        assertThat(paused.body().at("/rollout/sentence").asText()).isEqualTo("It is paused by ann: why");
        assertThat(operator.post(CURRENT + "/pause", written(""))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
        assertThat(promote("").body().path("missing").path(0).asText()).isEqualTo("it is paused by ann: why");

        Answer resumed = operator.post(CURRENT + "/resume", written(""));
        assertThat(resumed.body().at("/rollout/phase").asText()).isEqualTo("running");
        assertThat(operator.post(CURRENT + "/resume", written(""))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aStepFromAPauseTakesThePauseBack() {
        start("'release':2");
        operator.post(CURRENT + "/pause", json("{'reason':'Used up without a proof.','actor':'penstock'}"));
        see(view(false, "It is paused: Used up without a proof."));

        Answer stepped = promote(",'unproven':true");
        assertThat(stepped.body().at("/rollout/phase").asText()).isEqualTo("running");
        assertThat(stepped.body().at("/rollout/stage").asInt()).isEqualTo(1);
        assertThat(state().entered().author().reason())
                .isEqualTo("why (without proof: it is paused by penstock: Used up without a proof;"
                        + " its proof is not complete)");
        operator.post(CURRENT + "/pause", written(""));
        assertThat(promote(",'stage':0").detail()).contains("resume it before it goes to another stage");
    }

    @Test
    void aProofBeforeTheStagesTimeIsOverIsNotAll() {
        start("'release':2");
        String sentence = "All is proven; the stage lasts another 60 seconds at the least.";
        see(view(true, sentence, Duration.ofMinutes(4)));
        assertThat(promote("").body().path("missing").path(0).asText()).isEqualTo(sentence.replaceFirst("\\.$", ""));

        see(view(true, sentence));
        assertThat(promote("").body().at("/rollout/stage").asInt()).isEqualTo(1);
    }

    @Test
    void theStageOfHandMadeCasesIsProvenByTheirResultAlone() {
        start("'release':2,'policy':{'stages':['eval','5 %','full']}");
        see(view(true, "All is proven."));
        assertThat(promote("").body().path("missing").toString())
                .isEqualTo("[\"the candidate has not passed an eval against the current release\"]");

        operator.control.decide(
                new Command.RecordEval(
                        "support",
                        id(2),
                        id(1),
                        new EvalResult("0".repeat(64), 30, 30, 30, 0, EvalGate.DEFAULT, "Passed.")),
                new Author("ann", "why"),
                new Precondition.None());
        assertThat(promote("").body().at("/rollout/stage").asInt()).isEqualTo(1);
    }

    @Test
    void whatTakesAwayNeedsNoMajority() {
        start("'release':2");
        operator.control.loseMajority();

        assertThat(operator.post(CURRENT + "/pause", written("")).status()).isEqualTo(200);
        assertThat(operator.post(CURRENT + "/resume", written("")).status()).isEqualTo(503);
        Answer aborted = operator.post(CURRENT + "/abort", written(""));
        assertThat(aborted.status()).isEqualTo(200);
        assertThat(aborted.body().at("/rollout/phase").asText()).isEqualTo("aborted");
        assertThat(operator.post(CURRENT + "/abort", written(""))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
        assertThat(operator.post(CURRENT + "/pause", written("")).detail())
                .contains("is over (aborted, by ann at ", "start another");
    }

    @Test
    void aStepWithoutProofMustBeSaidAndIsRecorded() {
        start("'release':2");
        Answer unseen = promote("");
        assertThat(unseen.status()).isEqualTo(409);
        assertThat(unseen.body().path("missing").toString()).isEqualTo("[\"this node has not judged it yet\"]");

        see(view(false, "Missing: Proof of error: 40 %."));
        Answer skipping = promote(",'stage':'25 %'");
        assertThat(skipping.body().path("missing").toString())
                .isEqualTo("[\"Proof of error: 40 %\",\"stage 1 (5 %) is left out\"]");
        assertThat(skipping.detail()).contains("\"unproven\": true");

        Answer stepped = promote(",'stage':2,'unproven':true");
        assertThat(stepped.body().at("/rollout/stage_name").asText()).isEqualTo("25 %");
        assertThat(state().entered().author().reason())
                .isEqualTo("why (without proof: Proof of error: 40 %; stage 1 (5 %) is left out)");
    }

    @Test
    void aProvenStepIsTakenAsItIsAndOneBackNeedsNoProof() {
        start("'release':2");
        see(view(true, "It waits for 10 more requests."));

        assertThat(promote("").body().at("/rollout/stage").asInt()).isEqualTo(1);
        assertThat(state().entered().author().reason()).isEqualTo("why");
        assertThat(promote(",'stage':0").body().at("/rollout/share").asInt()).isEqualTo(1);
        assertThat(promote(",'stage':0").detail()).contains("in stage 0 (1 %) already");
        assertThat(promote(",'stage':'30 %'").detail())
                .contains("stage is '30 %', expected one of 0 (1 %), 1 (5 %), 2 (25 %), 3 (50 %), 4 (full)");
    }

    @Test
    void theLastStageMakesTheCandidateTheCurrentRelease() {
        start("'release':2");
        Answer full = promote(",'stage':'full','unproven':true");

        assertThat(full.body().at("/rollout/phase").asText()).isEqualTo("completed");
        assertThat(full.body().at("/rollout/end/kind").asText()).isEqualTo("activate");
        assertThat(full.body().at("/rollout/stages").findValuesAsText("state")).containsOnly("done");
        assertThat(operator.get(ROUTE).body().at("/serves/number").asInt()).isEqualTo(2);
        assertThat(operator.get(ROUTE).body().path("rollout").isNull()).isTrue();
    }

    @Test
    void anAaRolloutCompletesNothing() {
        start("'mode':'a_a'");
        assertThat(promote(",'stage':'full','unproven':true").detail()).contains("abort ends it");
        assertThat(operator.post(ROUTE + "/rollback", written("")).detail()).contains("nothing to go back to");
    }

    @Test
    void aStageWithItsOwnGateIsApprovedOnce() {
        start("'release':2");
        assertThat(approve("").detail()).contains("needs nobody's approval");
        operator.post(CURRENT + "/abort", written(""));

        start("'release':2,'policy':{'stages':[{'share':5,'gate':'approval'},'25 %','full']}");
        assertThat(approve(",'stage':1").detail()).contains("only that one can be approved");
        assertThat(approve(",'stage':'5 %'")
                        .body()
                        .at("/rollout/stages/0/approved")
                        .asBoolean())
                .isTrue();
        assertThat(approve("").body().path("unchanged").asBoolean()).isTrue();
    }

    @Test
    void aPersonMayApproveAStageWhoseGateIsAWebhookAndAStepWithoutItIsOneWithoutProof() {
        Answer started = start("'release':2,'policy':{'stages':[{'share':5,'gate':{'webhook':'ci'}},'25 %','full']}");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.body().at("/rollout/stages/0/gate").asText()).isEqualTo("webhook ci");
        see(view(true, "It waits for webhook 'ci'."));
        assertThat(promote("").body().path("missing").toString())
                .isEqualTo("[\"webhook 'ci' has not approved stage 0 (5 %)\"]");

        assertThat(approve("").body().at("/rollout/stages/0/approved").asBoolean())
                .isTrue();
        assertThat(promote("").body().at("/rollout/stage").asInt()).isEqualTo(1);
    }

    @Test
    void aRollbackTakesTheCandidateOutAndTheSentenceSaysWhy() {
        start("'release':2");
        assertThat(operator.post(ROUTE + "/rollback", json("{'reason':'3 of 40 failed','actor':'penstock'}"))
                        .status())
                .isEqualTo(200);

        JsonNode rollout = operator.get(CURRENT).body().path("rollout");
        assertThat(rollout.path("phase").asText()).isEqualTo("rolled_back");
        assertThat(rollout.path("sentence").asText())
                .isEqualTo("It is over: the candidate was withdrawn by penstock: 3 of 40 failed");
        assertThat(operator.get(ROUTE).body().at("/serves/number").asInt()).isEqualTo(1);
    }

    @Test
    void aCanaryCannotBeSetOrEndedWhileARolloutSaysTheShare() {
        start("'release':2");
        int written = operator.control.submitted().size();

        for (String share : List.of("0", "50")) {
            Answer refused =
                    operator.put(ROUTE + "/canary", written(",'release':3,'share':" + share + ",'sticky':'user'"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.detail()).contains("promote or abort that");
        }
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void thoseBeforeTheNewestAreListedWithHowTheyEnded() {
        String aborted = start("'release':2").body().path("id").asText();
        operator.post(CURRENT + "/abort", written(""));
        start("'release':2");
        operator.post(ROUTE + "/activate", written(",'release':3"));
        start("'release':2,'bundle':true");
        promote(",'unproven':true");
        operator.post(ROUTE + "/rollback", written(""));
        start("'release':1,'bundle':true");
        promote(",'stage':'full','unproven':true");
        start("'release':3,'bundle':true");

        JsonNode all = operator.get(ROLLOUTS).body();
        assertThat(all.at("/rollout/phase").asText()).isEqualTo("running");
        assertThat(all.path("past").findValuesAsText("phase"))
                .containsExactly("completed", "rolled_back", "superseded", "aborted");
        assertThat(all.at("/past/1/stage_name").asText()).isEqualTo("5 %");
        assertThat(all.at("/past/3/id").asText()).isEqualTo(aborted);
        assertThat(operator.get(ROLLOUTS + "/" + aborted)
                        .body()
                        .at("/rollout/end/kind")
                        .asText())
                .isEqualTo("end-rollout");
        assertThat(operator.post(ROLLOUTS + "/" + aborted + "/abort", written(""))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRouteThatNeverHadOneSaysSo() {
        assertThat(operator.get(ROLLOUTS).body().path("rollout").isNull()).isTrue();
        assertThat(operator.get(CURRENT).detail()).isEqualTo("Route 'support' never had a rollout.");
        assertThat(operator.get(ROLLOUTS + "/r1").detail()).contains("has no rollout 'r1'");
    }

    @Test
    void theStateItExpectsIsLookedAtAndTheSameWriteIsMadeOnce() {
        start("'release':2");
        Answer outdated = operator.send("POST", CURRENT + "/abort", written(""), "if-match", "\"99-0\"");
        assertThat(outdated.status()).isEqualTo(412);

        Answer first = operator.send("POST", CURRENT + "/promote", written(",'unproven':true"), "idempotency-key", "k");
        Answer again = operator.send("POST", CURRENT + "/promote", written(",'unproven':true"), "idempotency-key", "k");
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(state().stage()).isEqualTo(1);
    }

    @Test
    void aSecondPersonMayBeNeeded() {
        operator.put("/admin/v1/policy", written(",'four_eyes':['start-rollout'],'freezes':[]"));
        Answer asked = start("'release':2");
        assertThat(asked.status()).isEqualTo(202);

        assertThat(secondApproves(asked).status()).isEqualTo(200);
        assertThat(state().phase()).isEqualTo(RolloutState.Phase.RUNNING);
    }

    /** It is one write: who approves the step approves that the pause is taken back. */
    @ParameterizedTest
    @ValueSource(strings = {"enter-stage", "resume-rollout"})
    void aStepFromAPauseMayNeedASecondPerson(String kind) {
        start("'release':2");
        operator.put("/admin/v1/policy", written(",'four_eyes':['" + kind + "'],'freezes':[]"));
        operator.post(CURRENT + "/pause", written(""));
        Answer asked = promote(",'unproven':true");
        assertThat(asked.status()).isEqualTo(202);
        assertThat(state().phase()).isEqualTo(RolloutState.Phase.PAUSED);

        assertThat(secondApproves(asked).status()).isEqualTo(200);
        assertThat(state().phase()).isEqualTo(RolloutState.Phase.RUNNING);
        assertThat(state().stage()).isEqualTo(1);
    }

    @Test
    void aPauseThatCameAfterAStepWasAskedForStands() {
        start("'release':2");
        operator.put("/admin/v1/policy", written(",'four_eyes':['enter-stage'],'freezes':[]"));
        operator.post(CURRENT + "/pause", written(""));
        Answer asked = promote(",'unproven':true");
        operator.control.decide(
                new Command.PauseRollout("support", List.of(state().id())),
                new Author("penstock", "the split is uneven"),
                new Precondition.None());

        Answer approved = secondApproves(asked);
        assertThat(approved.status()).isEqualTo(409);
        assertThat(approved.detail()).contains("paused again meanwhile");
        assertThat(state().phase()).isEqualTo(RolloutState.Phase.PAUSED);
        assertThat(state().stage()).isZero();
    }

    private Answer secondApproves(Answer asked) {
        return operator.send(
                "POST",
                "/admin/v1/approvals/" + asked.body().path("approval").asText(),
                written(""),
                "authorization",
                "Bearer " + Operator.SECOND);
    }

    private Answer start(String fields) {
        return operator.post(ROLLOUTS, written(",'sticky':'user'," + fields));
    }

    private Answer promote(String fields) {
        return operator.post(CURRENT + "/promote", written(fields));
    }

    private Answer approve(String fields) {
        return operator.post(CURRENT + "/approve", written(fields));
    }

    private RolloutState state() {
        return Objects.requireNonNull(operator.control.state().route("support").rollout());
    }

    private String id(int number) {
        return operator.control
                .state()
                .route("support")
                .release("" + number)
                .orElseThrow()
                .id();
    }

    private void see(RolloutView view) {
        operator.seen.rollout = view;
    }

    private RolloutView view(boolean proven, String sentence) {
        return view(proven, sentence, proven ? Duration.ofMinutes(5) : Duration.ofMinutes(4));
    }

    private RolloutView view(boolean proven, String sentence, Duration lasted) {
        return new RolloutView(
                state().id(),
                state().stage(),
                Step.HOLD,
                sentence,
                proven,
                List.of(
                        new Rate("error", 0.005, 1, 9, 1.5, 6, 1.2, 3, 0.2, 0.05, Duration.ofMinutes(4)),
                        new Rate("contract", 0.005, 0, 0, -0.1, 6, 0, 3, 0.04, 0.05, null),
                        new Score(
                                "score",
                                0.005,
                                new Mean(0, null, 0, 1),
                                new Mean(120, 0.81, 0.77, 0.85),
                                0,
                                0.05,
                                0.2,
                                0.3,
                                null,
                                null)),
                arm(900),
                arm(40),
                new Slower(null, 0.031),
                new Floors(proven ? 50 : 40, 50, lasted, Duration.ofMinutes(5)),
                0.4,
                Instant.parse("2026-11-28T12:00:00Z"),
                Duration.ofMinutes(4),
                Map.of("bad", 23L),
                List.of("t-1"));
    }

    private static Arm arm(long requests) {
        return new Arm(
                requests,
                requests / 100,
                Map.of("m-2", requests),
                List.of("fp-1"),
                new Latency(0, null, null),
                new Latency(requests, Duration.ofMillis(300), Duration.ofMillis(900)));
    }
}
