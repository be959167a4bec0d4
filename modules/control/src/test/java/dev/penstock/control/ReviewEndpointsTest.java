package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static dev.penstock.control.Requests.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import dev.penstock.reviews.ReviewKind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewEndpointsTest {
    private static final String PATH = "/admin/v1/reviews";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aReviewIsListedClaimedAndResolvedAndItsHistoryTold() {
        String id = operator.reviews.open(ReviewKind.PROPOSAL);
        JsonNode listed = operator.get(PATH).body();
        assertThat(listed.at("/reviews/0/id").asText()).isEqualTo(id);
        assertThat(listed.at("/reviews/0/status").asText()).isEqualTo("open");
        assertThat(listed.at("/reviews/0").has("request")).isFalse();
        assertThat(listed.path("silent")).extracting(JsonNode::asText).containsExactly("node-b", "node-c");

        Answer claimed = operator.post(PATH + "/" + id + "/claim", written(""));
        assertThat(claimed.body().at("/claim/actor").asText()).isEqualTo("ann");
        assertThat(claimed.body().at("/claim/until").asText()).isEqualTo("2026-11-21T12:15:00Z");
        Answer resolved = operator.post(PATH + "/" + id + "/resolve", written(",'decision':'approve'"));
        assertThat(resolved.body().at("/resolved/decision").asText()).isEqualTo("approve");

        JsonNode full = operator.get(PATH + "/" + id).body();
        assertThat(full.path("history"))
                .extracting(event -> event.path("deed").asText())
                .containsExactly("claim", "approve");
        assertThat(full.at("/history/1/reason").asText()).isEqualTo("why");
        assertThat(full.at("/request/model").asText()).isEqualTo("support");
        assertThat(full.at("/proposed/choices").isArray()).isTrue();
        assertThat(full.at("/story/trace").asText()).isEqualTo("t-1");
        assertThat(full.at("/answer/decided").asText()).isEqualTo("approve");
    }

    @Test
    void anothersClaimIsRefusedWithWhoHasItAndUntilWhen() {
        String id = operator.reviews.open(ReviewKind.ESCALATION);
        operator.post(PATH + "/" + id + "/claim", written(""));
        String ben = json("{'reason':'r','actor':'ben'}");

        Answer refused = operator.post(PATH + "/" + id + "/claim", ben);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("is claimed by 'ann' until 2026-11-21T12:15:00Z.");
        assertThat(refused.body().path("claimed_by").asText()).isEqualTo("ann");
        assertThat(refused.body().path("until").asText()).isEqualTo("2026-11-21T12:15:00Z");

        assertThat(operator.post(PATH + "/" + id + "/release", written(""))
                        .body()
                        .has("claim"))
                .isFalse();
        assertThat(operator.post(PATH + "/" + id + "/claim", ben).status()).isEqualTo(200);
    }

    @Test
    void whatIsDecidedIsNotDecidedAgainAndARepetitionIsToldSo() {
        String path = PATH + "/" + operator.reviews.open(ReviewKind.ESCALATION) + "/resolve";
        String answer = written(",'decision':'answer','text':'Forty-two.'");
        assertThat(operator.post(path, answer).body().has("unchanged")).isFalse();

        assertThat(operator.post(path, answer).body().path("unchanged").asBoolean())
                .isTrue();
        Answer other = operator.post(path, written(",'decision':'reject'"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.detail()).contains("was decided at 2026-11-21T12:00:00Z by 'ann': answer.");
    }

    @Test
    void aWriteUnderItsKeyIsDoneOnce() {
        String path = PATH + "/" + operator.reviews.open(ReviewKind.ESCALATION);
        operator.send("POST", path + "/claim", written(""), "idempotency-key", "k");
        operator.post(path + "/release", written(""));

        Answer again = operator.send("POST", path + "/claim", written(""), "idempotency-key", "k");
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(again.body().path("status").asText()).isEqualTo("open");
        Answer other = operator.send("POST", path + "/release", written(""), "idempotency-key", "k");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.detail()).contains("belongs to another write");
    }

    @Test
    void oneThatNobodyDecidedInTimeIsOver() {
        String path = PATH + "/" + operator.reviews.open(ReviewKind.ESCALATION);
        operator.now.set(Operator.NOW.plus(Duration.ofDays(7)));

        assertThat(operator.get(PATH + "?status=expired").body().path("reviews"))
                .hasSize(1);
        Answer late = operator.post(path + "/claim", written(""));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.detail()).contains("is expired since 2026-11-28T12:00:00Z.");
    }

    @Test
    void decisionsThatAreNoneAreToldByTheirFields() {
        String escalation = PATH + "/" + operator.reviews.open(ReviewKind.ESCALATION) + "/resolve";
        String proposal = PATH + "/" + operator.reviews.open(ReviewKind.PROPOSAL) + "/resolve";

        assertThat(operator.post(escalation, written("")).detail())
                .isEqualTo("decision is missing, expected approve or edit or reject or answer.");
        assertThat(operator.post(escalation, written(",'decision':'maybe'")).detail())
                .isEqualTo("decision is 'maybe', expected approve or edit or reject or answer.");
        assertThat(operator.post(escalation, written(",'decision':'approve'")).detail())
                .isEqualTo("decision is 'approve', expected answer or reject: it is an escalation.");
        assertThat(operator.post(escalation, written(",'decision':'answer'")).detail())
                .isEqualTo("text is missing, expected what the caller is answered.");
        assertThat(operator.post(proposal, written(",'decision':'approve','text':'x'"))
                        .detail())
                .contains("text is 'no field of this write'");
        assertThat(operator.post(proposal, written(",'decision':'edit'")).detail())
                .isEqualTo("tool_calls is '0 calls', expected 1 to 100 of {name, arguments}.");
        assertThat(operator.post(proposal, written(",'decision':'edit','tool_calls':[{'name':'pay'}]"))
                        .detail())
                .isEqualTo("tool_calls[0].arguments is missing, expected a JSON object.");
        assertThat(operator.post(proposal, written(",'decision':'edit','tool_calls':[{'name':'fire','arguments':{}}]"))
                        .detail())
                .isEqualTo("tool_calls[0].name is 'fire', expected one of pay.");
        assertThat(operator.get(PATH + "?status=open").body().path("reviews")).hasSize(2);
    }

    @Test
    void aListIsOfOneStatusRouteAndKindAndGoesOn() {
        operator.reviews.open(ReviewKind.ESCALATION);
        operator.now.set(Operator.NOW.plusMillis(1));
        String second = operator.reviews.open(ReviewKind.PROPOSAL);

        JsonNode page = operator.get(PATH + "?limit=1").body();
        assertThat(page.at("/reviews/0/id").asText()).isEqualTo(second);
        assertThat(page.path("next").asText()).isEqualTo(second);
        assertThat(operator.get(PATH + "?limit=1&after=" + second)
                        .body()
                        .at("/reviews/0/kind")
                        .asText())
                .isEqualTo("escalation");
        assertThat(operator.get(PATH + "?kind=proposal&route=support&status=open")
                        .body()
                        .path("reviews"))
                .hasSize(1);
        assertThat(operator.get(PATH + "?route=other").body().path("reviews")).isEmpty();
        assertThat(operator.get(PATH + "?status=new").detail())
                .isEqualTo("status is 'new', expected open or claimed or resolved or expired.");
        assertThat(operator.get(PATH + "?kind=new").detail())
                .isEqualTo("kind is 'new', expected escalation or proposal.");
        assertThat(operator.get(PATH + "?limit=0").detail())
                .isEqualTo("limit is '0', expected a whole number from 1 to 1000.");
    }

    @Test
    void theNodeThatKeepsItIsNamedWhereItIsAway() {
        Answer away = operator.get(PATH + "/" + OfferedReviews.OF_ANOTHER_NODE);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.detail()).isEqualTo("Node 'node-b', which keeps this review, does not answer.");
        assertThat(away.body().path("type").asText()).isEqualTo("urn:penstock:problem:node-away");
    }

    @Test
    void viewersSeeTheListAndNoTexts() {
        String id = operator.reviews.open(ReviewKind.ESCALATION);
        String viewer = "Bearer " + Operator.token(Role.VIEWER);

        assertThat(operator.send("GET", PATH, null, "authorization", viewer).status())
                .isEqualTo(200);
        assertThat(operator.send("GET", PATH + "/" + id, null, "authorization", viewer)
                        .status())
                .isEqualTo(403);
    }
}
