package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Operator.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is told by its field, and leaves no trace. */
class BadInputTest {
    private static final Operator OPERATOR = new Operator();
    private static final String WHO = "'reason':'why','actor':'ann'";

    @AfterAll
    static void close() {
        OPERATOR.close();
    }

    @AfterEach
    void nothingWasWritten() {
        assertThat(OPERATOR.control.submitted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        PUT    | kills/route/support   | {'actor':'ann'}                   | reason        | missing        | why
        PUT    | kills/route/support   | {'reason':'why'}                  | actor         | missing        | x-penstock-actor
        PUT    | kills/route/support   | {}                                | reason        | missing        | why
        PUT    | kills/route/support   | {'reason':' ','actor':'ann'}      | reason        | ` `            | 1 to 1024
        PUT    | kills/route/support   | {'reason':7,'actor':'ann'}        | reason        | 7              | a text
        PUT    | kills/route/support   | {'reason':'why','actor':null}     | actor         | null           | a text
        PUT    | kills/routes/support  | {WHO}                             | scope         | routes         | one of global, route
        PUT    | kills/global/some     | {WHO}                             | key           | some           | 'all'
        PUT    | kills/route/%20       | {WHO}                             | key           | ` `            | 1 to 256
        PUT    | kills/route/support   | {WHO,'inflight':'stop'}           | inflight      | stop           | drain or cut
        PUT    | kills/route/support   | {WHO,'inflight':['cut']}          | inflight      | ["cut"]        | a text
        PUT    | kills/route/support   | {WHO,'inflght':'cut'}             | inflght       | no field       | 'inflight' perhaps
        PUT    | kills/route/support   | {WHO,'expires':'tomorrow'}        | expires       | tomorrow       | 2026-12-31T18:00:00Z
        PUT    | kills/route/support   | {WHO,'expires':'2026-11-21T12:00:00Z'} | expires  | 2026-11-21T12  | it is 2026-11-21T12:00:00Z
        PUT    | kills/route/support   | {WHO,'expires':'+999999999-01-01T00:00:00Z'} | expires | +999999999 | in the next 3650 days
        PUT    | kills/route/support   | {WHO,'in':'half an hour'}         | in            | half an hour   | 30s
        PUT    | kills/route/support   | {WHO,'in':'99999999999h'}         | in            | 99999999999h   | in the next 3650 days
        PUT    | kills/route/support   | {WHO,'in':'0s'}                   | in            | 0s             | in the next
        PUT    | kills/route/support   | {WHO,'in':'5m','expires':'2026-11-22T12:00:00Z'} | in | 5m       | not both
        PUT    | kills/route/support   | {WHO,'public_reason':''}          | public_reason | ``             | 1 to 256
        DELETE | kills/rout/support    | {WHO}                             | scope         | rout           | one of
        DELETE | kills/route/support   | {'reason':'why'}                  | actor         | missing        | who
        DELETE | kills/route/support   | {WHO,'cut':true}                  | cut           | no field       | only actor, reason
        GET    | kills/rout/support    |                                   | scope         | rout           | one of
        """)
    void aWrongValueIsToldByItsField(
            String method, String path, String body, String field, String value, String expected) {
        Answer answer =
                OPERATOR.send(method, "/admin/v1/" + path, body == null ? null : json(body.replace("WHO", WHO)));

        isProblem(answer, 400, "bad-fields");
        assertThat(answer.body().path("errors")).anySatisfy(error -> {
            assertThat(error.path("field").asText()).isEqualTo(field);
            assertThat(error.path("value").asText()).contains(value == null ? "" : value);
            assertThat(error.path("expected").asText()).contains(expected);
        });
        assertThat(answer.detail()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'purpose':'p','targets':['smal']}              | release.targets      | small
        {'purpose':'p','targets':['small'],'tarets':1}  | release.tarets       | targets
        {'purpose':'p','targets':['small'],'max_tokens':'x'} | release.max_tokens | whole number
        {'route':'other','purpose':'p','targets':['small']} | release.route    | support
        """)
    void aBadReleaseIsToldByItsFields(String release, String field, String told) {
        Answer answer =
                OPERATOR.post("/admin/v1/routes/support/releases", json("{" + WHO + ",'release':" + release + "}"));

        isProblem(answer, 400, "bad-release");
        assertThat(answer.detail()).contains(field).contains(told);
        assertThat(answer.body().path("errors").findValuesAsText("field"))
                .anySatisfy(one -> assertThat(one).startsWith(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET  | routes/suport                          | near it: support
        GET  | routes/suport/releases                 | near it: support
        GET  | routes/suport/releases/1               | near it: support
        GET  | routes/suport/releases/diff?from=1&to=2 | near it: support
        GET  | routes/support/releases/7              | no release '7'
        GET  | routes/support/releases/diff?from=7&to=8 | no release '7'
        POST | routes/x/activate                      | there are support, team/search
        POST | routes/support/activate                | no release '7'
        POST | routes/suport/rollback                 | near it: support
        POST | routes/support/rollback                | no release '7'
        PUT  | routes/suport/canary                   | near it: support
        PUT  | routes/support/canary                  | no release '7'
        PUT  | routes/suport/shadow                   | near it: support
        PUT  | routes/support/shadow                  | no release '7'
        """)
    void aRouteOrReleaseThatIsNotThereIsToldWithThoseThatAre(String method, String path, String told) {
        String share = path.endsWith("canary") || path.endsWith("shadow") ? ",'share':5" : "";
        Answer answer = OPERATOR.send(
                method, "/admin/v1/" + path, method.equals("GET") ? null : json("{" + WHO + share + ",'release':7}"));

        isProblem(answer, 404, "not-found");
        assertThat(answer.detail()).contains(told);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        Answer answer = OPERATOR.put("/admin/v1/kills/route/support", json("{'inflight':'x','in':'y','z':1}"));

        assertThat(answer.body().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("actor", "reason", "inflight", "in", "z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'reason':'why',              | line 1
        {'reason':'why','reason':'2'} | Duplicate
        {'reason':'why'} {}           | line 1, column 18
        reason                        | Unrecognized token
        ['reason']                    | no object
        null                          | no object
        """)
    void aMalformedBodyIsToldByItsPlace(String body, String told) {
        Answer answer = OPERATOR.put("/admin/v1/kills/route/support", json(body));

        isProblem(answer, 400, "malformed-body");
        assertThat(answer.detail()).contains(told);
    }

    @Test
    void aBodyThatIsNestedTooDeeplyIsMalformed() {
        isProblem(OPERATOR.put("/admin/v1/kills/route/support", "{\"a\":" + "[".repeat(50_000)), 400, "malformed-body");
    }

    @Test
    void bytesThatAreNoTextAreMalformed() {
        isProblem(OPERATOR.put("/admin/v1/kills/route/support", "{\"reason\":\"\0\"}"), 400, "malformed-body");
    }

    @Test
    void aBodyOfMoreThanOneMebibyteIsTooLarge() {
        String body = json("{" + WHO + ",'public_reason':'" + "x".repeat(1 << 20) + "'}");

        isProblem(OPERATOR.put("/admin/v1/kills/route/support", body), 413, "body-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"})
    void anotherContentTypeIsRefused(String type) {
        Answer answer =
                OPERATOR.send("PUT", "/admin/v1/kills/route/support", json("{" + WHO + "}"), "content-type", type);

        isProblem(answer, 415, "no-json");
        assertThat(answer.detail()).contains(type).contains("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,kills",
        "GET,kills/route/a",
        "PUT,kills/route/a",
        "DELETE,kills/route/a",
        "GET,routes",
        "GET,cluster",
        "PUT,routes/a/canary",
        "POST,routes/a/releases",
        "POST,routes/a/rollback",
        "GET,nothing"
    })
    void nobodyGetsInWithoutTheToken(String method, String path) {
        for (String authorization :
                new String[] {"Bearer wrong", "Bearer ", "Basic eDp5", "pt-operator-of-the-tests"}) {
            Answer answer = OPERATOR.send(method, "/admin/v1/" + path, null, "authorization", authorization);
            isProblem(answer, 401, "not-authenticated");
            assertThat(answer.headers()).containsKey("www-authenticate");
        }
    }

    @Test
    void aMethodThatAnEndpointDoesNotHaveIsToldWithThoseItHas() {
        Answer answer = OPERATOR.post("/admin/v1/kills/route/support", json("{" + WHO + "}"));

        isProblem(answer, 405, "method-not-allowed");
        assertThat(answer.detail())
                .contains("POST /admin/v1/kills/route/support")
                .contains("GET, PUT, DELETE is");
        assertThat(answer.headers().get("allow")).containsExactly("GET, PUT, DELETE");
    }

    @Test
    void anUnknownPathIsToldAsItWasSent() {
        Answer answer = OPERATOR.get("/admin/v1/kill");

        isProblem(answer, 404, "no-such-endpoint");
        assertThat(answer.detail()).contains("GET /admin/v1/kill.").contains("GET /admin/v1/kills,");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,routes/support/releases/diff?from=1&too=2,too",
        "GET,routes/support/releases/diff?from=1,from=1&to=2",
        "GET,kills?scope=route,scope",
        "PUT,kills/route/support?reason=why,reason"
    })
    void aQueryThatNobodyReadsIsRefused(String method, String path, String parameter) {
        Answer answer = OPERATOR.send(method, "/admin/v1/" + path, method.equals("GET") ? null : json("{" + WHO + "}"));

        isProblem(answer, 400, "bad-query");
        assertThat(answer.detail()).contains(parameter);
    }

    private static void isProblem(Answer answer, int status, String type) {
        assertThat(answer.body().path("type").asText())
                .as(answer.body().toString())
                .isEqualTo("urn:penstock:problem:" + type);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.detail()).isNotBlank();
    }
}
