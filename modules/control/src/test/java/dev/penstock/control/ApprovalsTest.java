package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Approval;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that a second person must approve. */
class ApprovalsTest {
    private static final String WHO = "'reason':'kinder','actor':'ann'";
    private static final String SEEN = json("{'reason':'I have seen it','actor':'ben'}");
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String FOUR_EYES =
            json("{" + WHO + ",'four_eyes':['activate','lift','set-canary','add-trigger'],'freezes':[]}");

    private final Operator operator = new Operator();

    @BeforeEach
    void fourEyes() {
        operator.post(ROUTE + "/releases", json("{" + WHO + ",'release':{'purpose':'A','targets':['large']}}"));
        assertThat(operator.put("/admin/v1/policy", FOUR_EYES).status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aWriteWaitsForASecondPerson() {
        Answer asked = activate();

        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.body().path("kind").asText()).isEqualTo("activate");
        assertThat(asked.body().path("expires").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(serves()).isEqualTo(1);
        JsonNode open = operator.get("/admin/v1/approvals").body().path("approvals");
        assertThat(open).hasSize(1);
        assertThat(open.get(0).path("id")).isEqualTo(asked.body().path("approval"));
        assertThat(open.get(0).path("route").asText()).isEqualTo("support");
        assertThat(open.get(0).path("principal").asText()).isEqualTo("admin");

        Answer approved = approve(asked);
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.body().path("approved")).isEqualTo(asked.body().path("approval"));
        assertThat(serves()).isEqualTo(2);
        assertThat(operator.get("/admin/v1/approvals").body().path("approvals")).isEmpty();
        JsonNode entry = operator.get("/admin/v1/audit").body().at("/entries/0");
        assertThat(entry.path("kind").asText()).isEqualTo("activate");
        assertThat(entry.path("actor").asText()).isEqualTo("ann");
        assertThat(entry.at("/approved_by/principal").asText()).isEqualTo("second");
        assertThat(entry.at("/approved_by/actor").asText()).isEqualTo("ben");
        assertThat(approve(asked).status()).isEqualTo(404);
    }

    @Test
    void whoAskedDoesNotApprove() {
        Answer asked = activate();
        Answer refused = operator.post(path(asked), SEEN);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("type").asText()).isEqualTo("urn:penstock:problem:needs-another");
        assertThat(serves()).isEqualTo(1);
    }

    @Test
    void whoMayNotWriteItDoesNotApproveIt() {
        Answer asked = operator.put("/admin/v1/policy", FOUR_EYES.replace("'lift',".replace('\'', '"'), ""));
        assertThat(asked.status()).isEqualTo(202);
        Answer refused = as(Operator.token(Role.OPERATOR), asked);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("needed").asText()).isEqualTo("admin");
        assertThat(approve(asked).status()).isEqualTo(200);
        assertThat(operator.get("/admin/v1/policy").body().path("four_eyes").toString())
                .doesNotContain("lift");
    }

    @Test
    void anOperatorApprovesWhatAnOperatorMayWrite() {
        assertThat(as(Operator.token(Role.OPERATOR), activate()).status()).isEqualTo(200);
        assertThat(serves()).isEqualTo(2);
    }

    @Test
    void whatStopsSomethingWaitsForNobody() {
        assertThat(operator.put("/admin/v1/kills/route/support", json("{" + WHO + "}"))
                        .status())
                .isEqualTo(201);
        assertThat(operator.delete("/admin/v1/kills/route/support?reason=r&actor=a")
                        .status())
                .isEqualTo(202);
        assertThat(operator.get("/admin/v1/kills").body().path("kills")).hasSize(1);
    }

    @Test
    void aRequestIsTakenBack() {
        Answer asked = activate();
        Answer withdrawn = operator.delete(path(asked) + "?reason=no&actor=ann");

        assertThat(withdrawn.status()).isEqualTo(200);
        assertThat(withdrawn.body().path("withdrawn")).isEqualTo(asked.body().path("approval"));
        assertThat(approve(asked).status()).isEqualTo(404);
        assertThat(operator.delete(path(asked) + "?reason=no&actor=ann").status())
                .isEqualTo(404);
    }

    @Test
    void aRequestIsOverAfterADay() {
        Answer asked = activate();
        operator.now.set(Operator.NOW.plus(Duration.ofHours(24)));

        assertThat(operator.get("/admin/v1/approvals").body().path("approvals")).isEmpty();
        Answer late = approve(asked);
        assertThat(late.status()).isEqualTo(404);
        assertThat(late.detail()).contains("older than 24 hours");
    }

    @Test
    void whatIsApprovedMustMakeSenseByThen() {
        Answer asked = activate();
        operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':2}"));
        Answer refused = approve(asked);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("was withdrawn");
        assertThat(operator.get("/admin/v1/approvals").body().path("approvals")).hasSize(1);
    }

    @Test
    void whatComesBeforeAWriteIsWrittenWithItsApproval() {
        approve(operator.put("/admin/v1/policy", FOUR_EYES.replace("lift", "publish-release")));
        String search = "/admin/v1/routes/team%2Fsearch";
        Answer asked = operator.post(
                search + "/releases", json("{" + WHO + ",'release':{'purpose':'A','targets':['large']}}"));

        assertThat(asked.status()).isEqualTo(202);
        assertThat(operator.get(search).body().at("/serves/from").asText()).isEqualTo("files");
        assertThat(approve(asked).status()).isEqualTo(200);
        assertThat(operator.get(search).body().at("/serves/number").asInt()).isEqualTo(1);
        assertThat(operator.get(search).body().path("releases").asInt()).isEqualTo(2);
        JsonNode adopted = operator.get("/admin/v1/audit").body().at("/entries/1");
        assertThat(adopted.path("reason").asText()).startsWith("adopted from the files");
        assertThat(adopted.path("approved_by")).isEqualTo(approvedBy(0));
        assertThat(adopted.at("/approved_by/principal").asText()).isEqualTo("second");
        assertThat(operator.get("/admin/v1/approvals").body().path("approvals")).isEmpty();
    }

    @Test
    void anApprovalThatIsSentAgainIsDoneOnce() {
        Answer asked = activate();
        String bearer = "Bearer " + Operator.SECOND;
        Answer first = operator.send("POST", path(asked), SEEN, "authorization", bearer, "idempotency-key", "k");
        Answer again = operator.send("POST", path(asked), SEEN, "authorization", bearer, "idempotency-key", "k");

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(again.body().at("/approved_by/principal").asText()).isEqualTo("second");
    }

    @Test
    void theUrlOfATriggerIsToldToWhoAsksAndFiresFromItsApprovalOn() {
        String fire = "/admin/v1/fire/" + Operator.SECRET;
        Answer asked = operator.post(
                "/admin/v1/triggers",
                json("{" + WHO + ",'name':'alert','action':{'kill':{'scope':'route','key':'support'}}}"));

        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.body().path("url").asText()).isEqualTo(fire);
        assertThat(operator.post(fire, "").status()).isEqualTo(404);
        assertThat(approve(asked).status()).isEqualTo(200);
        assertThat(operator.post(fire, "").status()).isEqualTo(200);
    }

    @Test
    void theRecordNamesTheRequest() {
        Answer asked = activate();
        approve(asked);

        assertThat(operator.control.submitted().getLast()).isInstanceOf(Command.Activate.class);
        assertThat(operator.control
                        .state()
                        .route("support")
                        .activations()
                        .getFirst()
                        .record()
                        .author()
                        .approvedBy())
                .isEqualTo(new Approval(asked.body().path("approval").asText(), "second", "ben", "I have seen it"));
    }

    private Answer activate() {
        return operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':2}"));
    }

    private Answer approve(Answer asked) {
        return as(Operator.SECOND, asked);
    }

    private Answer as(String token, Answer asked) {
        return operator.send("POST", path(asked), SEEN, "authorization", "Bearer " + token);
    }

    private static String path(Answer asked) {
        return "/admin/v1/approvals/" + asked.body().path("approval").asText();
    }

    private JsonNode approvedBy(int entry) {
        return operator.get("/admin/v1/audit").body().at("/entries/" + entry + "/approved_by");
    }

    private int serves() {
        return operator.get(ROUTE).body().at("/serves/number").asInt();
    }
}
