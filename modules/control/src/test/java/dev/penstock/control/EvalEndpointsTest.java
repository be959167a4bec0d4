package dev.penstock.control;

import static dev.penstock.control.Requests.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of cases, of which {@link OfferedReplays} answers each at once with 'Twelve metres.' */
class EvalEndpointsTest {
    private static final String EVALS = "/admin/v1/routes/support/evals";
    private static final String ONE = ",'release':2,'cases':[" + Requests.CASE + "]";

    private final Operator operator = new Operator();

    @BeforeEach
    void publish() {
        Requests.Before.TWO_RELEASES.happen(operator);
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void whatCameOfItIsRecordedInTheNameOfWhoAsked() {
        String feet = Requests.CASE.replace("metres", "feet").replace("water", "feet");
        JsonNode done = over(operator.post(
                EVALS,
                written(",'release':2,'baseline':1,'gate':{'min_cases':2,'min_pass':50},'cases':[" + Requests.CASE + ","
                        + feet + "]")));

        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("gate_passed").asBoolean()).isTrue();
        assertThat(done.at("/report/candidate/passed").asInt()).isEqualTo(1);
        assertThat(done.at("/report/faulty/0/id").asText()).isEqualTo("feet");
        assertThat(done.at("/report/faulty/0/candidate/faults/0").asText())
                .isEqualTo("contains: 'feet' is not in 'Twelve metres.'");
        assertThat(done.at("/report/faulty/0/candidate/trace").asText()).isEqualTo("t-9");
        Command.RecordEval recorded =
                (Command.RecordEval) operator.control.submitted().getLast();
        assertThat(recorded.result().passed()).isEqualTo(1);
        assertThat(recorded.result().lost()).isZero();
        assertThat(recorded.result().digest()).isEqualTo(done.path("digest").asText());

        JsonNode listed = operator.get(EVALS).body();
        assertThat(listed.at("/runs/0/id")).isEqualTo(done.path("id"));
        assertThat(listed.at("/recorded/0/id")).isEqualTo(done.path("recorded"));
        assertThat(listed.at("/recorded/0/release/number").asInt()).isEqualTo(2);
        assertThat(listed.at("/recorded/0/gate")).isEqualTo(done.path("gate"));
        assertThat(listed.at("/recorded/0/gate/min_cases").asInt()).isEqualTo(2);
        assertThat(listed.at("/recorded/0/principal").asText()).isEqualTo("admin");
        JsonNode audited = operator.get("/admin/v1/audit?kind=record-eval").body();
        assertThat(audited.at("/entries/0/status").asText()).isEqualTo("in-effect");
        assertThat(audited.at("/entries/0/what/gate_passed").asBoolean()).isTrue();
        assertThat(audited.at("/entries/0/what/gate")).isEqualTo(done.path("gate"));
        JsonNode rollout = operator.post("/admin/v1/routes/support/rollouts", written("," + Requests.A_ROLLOUT))
                .body()
                .path("rollout");
        assertThat(rollout.at("/eval/id")).isEqualTo(done.path("recorded"));
        assertThat(rollout.at("/eval/gate")).isEqualTo(done.path("gate"));
    }

    @Test
    void whereItCannotBeRecordedThatIsSaid() {
        operator.control.loseMajority();
        JsonNode done = over(operator.post(EVALS, written(ONE)));

        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("not_recorded").asText()).contains("voters");
        assertThat(done.has("recorded")).isFalse();
        assertThat(done.path("verdict").asText()).contains("there were 1 cases, expected at least 30");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        'four_eyes':[],'freezes':[FREEZE]                  | 423 | The freeze
        'four_eyes':['publish-release'],'freezes':[]       | 409 | a second person
        """)
    void whatCouldNotBeRecordedIsNotSent(String policy, int status, String why) {
        String ofFiles = Requests.unpublished(operator);
        String evals = "/admin/v1/routes/team%2Fsearch/evals";
        String wish = written(",'release':'" + ofFiles + "','cases':[" + Requests.CASE + "]");
        operator.put("/admin/v1/policy", written("," + policy.replace("FREEZE", Requests.FREEZE)));
        operator.now.set(Operator.NOW.plus(Duration.ofMinutes(61)));

        Answer refused = operator.post(evals, wish);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.detail()).contains("publish-release", "no case was sent", why);
        assertThat(operator.get(evals).body().path("runs")).isEmpty();
    }

    @Test
    void aReleaseOfTheFilesIsPublishedBeforeTheResultAboutIt() {
        String ofFiles = Requests.unpublished(operator);
        JsonNode done = over(operator.post(
                "/admin/v1/routes/team%2Fsearch/evals",
                written(",'release':'" + ofFiles + "','cases':[" + Requests.CASE + "]")));

        assertThat(done.has("recorded")).isTrue();
        assertThat(operator.control.submitted().reversed().stream().limit(2).map(Command::kind))
                .containsExactly("record-eval", "publish-release");
    }

    @Test
    void aFreezeDoesNotHoldTheResultOfWhatIsPublished() {
        operator.put("/admin/v1/policy", written(",'four_eyes':[],'freezes':[" + Requests.FREEZE + "]"));
        operator.now.set(Operator.NOW.plus(Duration.ofMinutes(61)));

        assertThat(over(operator.post(EVALS, written(ONE))).has("recorded")).isTrue();
    }

    @Test
    void aRunThatIsCancelledRecordsNothing() {
        operator.replays.hold();
        String id = operator.post(EVALS, written(ONE)).body().path("id").asText();
        assertThat(operator.get(EVALS + "/" + id).body().path("state").asText()).isEqualTo("running");
        Answer second = operator.post(EVALS, written(ONE));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.detail()).contains(id);

        JsonNode cancelled = operator.delete(EVALS + "/" + id + "?reason=wrong+file&actor=ann")
                .body();
        assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("why").asText()).isEqualTo("Cancelled by ann: wrong file");
        assertThat(operator.delete(EVALS + "/" + id + "?reason=again&actor=bob")
                        .body()
                        .path("why")
                        .asText())
                .isEqualTo("Cancelled by ann: wrong file");
        assertThat(operator.control.submitted()).noneMatch(Command.RecordEval.class::isInstance);
        assertThat(operator.post(EVALS, written(ONE)).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ,'cases':[CASE]                                     | release            | missing          | id or number
        ,'release':2                                        | cases              | missing          | a list of cases
        ,'release':2,'cases':[]                             | cases              | 0 cases          | 1 to 1000
        ,'release':2,'cases':[CASE,CASE]                    | cases[1].id        | water            | than that of cases[0]
        ,'release':2,'cases':[{'id':'a','messages':[{'role':'user','content':'x'}]}] | cases[0].checks | missing | has no contract
        ,'release':2,'cases':[CASE],'gate':{'min_pas':1}    | gate.min_pas       | no field         | 'min_pass' perhaps
        ,'release':2,'cases':[CASE],'gate':{'min_pass':101} | gate.min_pass      | 101              | from 0 to 100
        ,'release':2,'cases':[CASE],'concurrency':5         | concurrency        | 5                | from 1 to 4
        ,'release':1,'cases':[CASE]                         | release            | 1 (              | two different releases
        ,'release':2,'baseline':2,'cases':[CASE]            | baseline           | 2 (              | two different releases
        """)
    void aMistakeIsToldByItsFieldAndNothingIsSent(String more, String field, String value, String expected) {
        operator.replays.hold();
        Answer answer = operator.post(EVALS, written(more.replace("CASE", Requests.CASE)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors")).anySatisfy(error -> {
            assertThat(error.path("field").asText()).isEqualTo(field);
            assertThat(error.path("value").asText()).contains(value);
            assertThat(error.path("expected").asText()).contains(expected);
        });
        assertThat(operator.get(EVALS).body().path("runs")).isEmpty();
    }

    @Test
    void aPromptsVariablesAreNeededBeforeAnythingIsSent() {
        operator.post(
                "/admin/v1/routes/support/releases",
                written(",'release':{'purpose':'A','targets':['large'],"
                        + "'prompt':{'name':'p','version':1,'template':'For {{shop}}.'}}"));
        Answer answer = operator.post(EVALS, written(ONE.replace("2", "3")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains("cases[0].metadata.shop is missing", "the prompt of release 3");
    }

    @ParameterizedTest
    @CsvSource({"route/support, route 'support'", "global/all, global 'all'", "release/SECOND, release '"})
    void whatIsStoppedIsNotAskedAndTheKillIsNamed(String key, String told) {
        String second = operator.get("/admin/v1/routes/support/releases")
                .body()
                .at("/releases/1/id")
                .asText();
        operator.put("/admin/v1/kills/" + key.replace("SECOND", second), written(""));
        Answer answer = operator.post(EVALS, written(ONE));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.detail()).startsWith("A kill stops " + told).contains("lift it first");
    }

    @Test
    void aWithdrawnCandidateIsRefused() {
        operator.post("/admin/v1/routes/support/activate", written(",'release':2"));
        operator.post("/admin/v1/routes/support/rollback", written(""));

        assertThat(operator.post(EVALS, written(ONE)).detail()).contains("was withdrawn");
    }

    @Test
    void aKeyThatWouldMakeItOnceIsRefused() {
        assertThat(operator.send("POST", EVALS, written(ONE), "idempotency-key", "k")
                        .detail())
                .contains("idempotency-key has no effect here");
    }

    @Test
    void answersAreForOperators() {
        String id = operator.post(EVALS, written(ONE)).body().path("id").asText();
        String viewer = "Bearer " + Operator.token(Role.VIEWER);

        assertThat(operator.send("GET", EVALS + "/" + id, null, "authorization", viewer)
                        .status())
                .isEqualTo(403);
        assertThat(operator.send("GET", EVALS, null, "authorization", viewer).status())
                .isEqualTo(200);
    }

    @Test
    void theOldestOfManyRunsAreForgotten() {
        String first = "";
        for (int i = 0; i <= EvalRuns.MOST_KEPT; i++) {
            JsonNode done = over(operator.post(EVALS, written(ONE)));
            first = i == 0 ? done.path("id").asText() : first;
        }

        assertThat(operator.get(EVALS).body().path("runs")).hasSize(EvalRuns.MOST_KEPT);
        assertThat(operator.get(EVALS + "/" + first).status()).isEqualTo(404);
        assertThat(operator.get(EVALS + "/" + first).detail()).contains("the node where it runs");
    }

    /** The run that an answer began, once it is over. */
    private JsonNode over(Answer begun) {
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(202);
        String path =
                EVALS.replace("support", begun.body().path("route").asText().replace("/", "%2F")) + "/"
                        + begun.body().path("id").asText();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < deadline) {
            JsonNode run = operator.get(path).body();
            if (!run.path("state").asText().matches("running|recording")) {
                return run;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("not over within 20 s");
    }
}
