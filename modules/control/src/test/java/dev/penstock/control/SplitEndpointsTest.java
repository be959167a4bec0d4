package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.Sticky;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitEndpointsTest {
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String CANARY = ROUTE + "/canary";
    private static final String SHADOW = ROUTE + "/shadow";
    private static final String WHO = "'reason':'try it','actor':'ann'";

    private final Operator operator = new Operator();

    @BeforeEach
    void publish() {
        operator.post(ROUTE + "/releases", json("{" + WHO + ",'release':{'purpose':'Answers','targets':['large']}}"));
        operator.post(ROUTE + "/releases", json("{" + WHO + ",'release':{'purpose':'Answers','targets':['small']}}"));
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aCanaryGetsAShareAndASalt() {
        Answer set = operator.put(CANARY, json("{" + WHO + ",'release':2,'share':0.1,'sticky':'header:X-User'}"));

        assertThat(set.status()).isEqualTo(200);
        JsonNode canary = operator.get(ROUTE).body().path("canary");
        assertThat(canary.at("/release/number").asInt()).isEqualTo(2);
        assertThat(canary.at("/release/state").asText()).isEqualTo("candidate");
        assertThat(canary.path("share").asText()).isEqualTo("0.1");
        assertThat(canary.path("sticky").asText()).isEqualTo("header:x-user");
        assertThat(canary.path("salt").asText()).isEqualTo("salt-1");
        assertThat(canary.path("reason").asText()).isEqualTo("try it");
        assertThat(set.body().path("canary")).isEqualTo(canary);
    }

    @Test
    void growingAShareMovesNobody() {
        operator.put(CANARY, json("{" + WHO + ",'release':2,'share':'5%','sticky':'metadata.tenant'}"));
        operator.put(CANARY, json("{" + WHO + ",'share':20}"));
        operator.put(CANARY, json("{" + WHO + ",'release':'2','share':50.0}"));

        assertThat(terms().candidate()).isEqualTo(id(2));
        assertThat(terms().share()).isEqualTo(new Share(500_000));
        assertThat(terms().sticky()).isEqualTo(new Sticky.Metadata("tenant"));
        assertThat(terms().salt()).isEqualTo("salt-1");
    }

    @Test
    void anotherCandidateDrawsOtherUsers() {
        operator.put(CANARY, json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}"));
        Answer forgotten = operator.put(CANARY, json("{" + WHO + ",'release':3,'share':5}"));
        assertThat(forgotten.status()).isEqualTo(400);
        assertThat(forgotten.body().at("/errors/0/field").asText()).isEqualTo("sticky");

        operator.put(CANARY, json("{" + WHO + ",'release':3,'share':5,'sticky':'user'}"));
        assertThat(terms().candidate()).isEqualTo(id(3));
        assertThat(terms().salt()).isEqualTo("salt-2");

        operator.put(CANARY, json("{" + WHO + ",'release':3,'share':5,'salt':'mine'}"));
        assertThat(terms().salt()).isEqualTo("mine");
    }

    @Test
    void theSameTermsAreNotWrittenAgain() {
        String body = json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}");
        operator.put(CANARY, body);
        int written = operator.control.submitted().size();
        Answer again = operator.put(CANARY, body);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void aShareOfNothingEndsItWithoutAMajority() {
        operator.put(CANARY, json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}"));
        operator.put(SHADOW, json("{" + WHO + ",'release':3,'share':5}"));
        operator.control.loseMajority();

        Answer ended = operator.put(CANARY, json("{" + WHO + ",'share':0}"));
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.body().path("canary").isNull()).isTrue();
        assertThat(operator.control.submitted().getLast()).isInstanceOf(Command.EndCanary.class);
        assertThat(operator.put(SHADOW, json("{" + WHO + ",'share':'0 %'}")).status())
                .isEqualTo(200);
        assertThat(operator.get(ROUTE).body().path("shadow").isNull()).isTrue();

        int written = operator.control.submitted().size();
        assertThat(operator.put(CANARY, json("{" + WHO + ",'share':0}"))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
        assertThat(operator.put(SHADOW, json("{" + WHO + ",'share':0}"))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void aShadowKeepsWhatIsNotSaid() {
        operator.put(SHADOW, json("{" + WHO + ",'release':2,'share':10}"));
        assertThat(operator.get(ROUTE).body().at("/shadow/concurrency").asInt()).isEqualTo(4);

        operator.put(SHADOW, json("{" + WHO + ",'share':10,'concurrency':9}"));
        Answer larger = operator.put(SHADOW, json("{" + WHO + ",'share':100}"));
        assertThat(larger.body().at("/shadow/concurrency").asInt()).isEqualTo(9);
        assertThat(larger.body().at("/shadow/share").asInt()).isEqualTo(100);
        assertThat(larger.body().at("/shadow/release/number").asInt()).isEqualTo(2);

        int written = operator.control.submitted().size();
        operator.put(SHADOW, json("{" + WHO + ",'share':100}"));
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void whatServesAndWhatIsWithdrawnCannotBeACandidate() {
        operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':3}"));
        int written = operator.control.submitted().size();

        Answer current = operator.put(CANARY, json("{" + WHO + ",'release':1,'share':5,'sticky':'user'}"));
        assertThat(current.status()).isEqualTo(409);
        assertThat(current.detail()).contains("all its traffic");
        for (String path : new String[] {CANARY, SHADOW}) {
            Answer withdrawn = operator.put(
                    path,
                    json(
                            path.equals(CANARY)
                                    ? "{" + WHO + ",'release':3,'share':5,'sticky':'user'}"
                                    : "{" + WHO + ",'release':3,'share':5}"));
            assertThat(withdrawn.status()).as(path).isEqualTo(409);
            assertThat(withdrawn.detail()).contains("was withdrawn");
        }
        assertThat(operator.control.submitted()).hasSize(written);
    }

    @Test
    void onTopOfFilesThatServeTheyAreAdoptedFirst() {
        operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':1}"));
        String withdrawnAll = operator.get(ROUTE).body().path("serves").toString();
        assertThat(withdrawnAll).isEqualTo("null");
        assertThat(operator.control.state().route("support").activations()).isEmpty();

        String search = "/admin/v1/routes/team%2Fsearch";
        String files = operator.get(search).body().at("/serves/id").asText();
        Answer refused = operator.put(
                search + "/canary", json("{" + WHO + ",'release':'" + files + "','share':5,'sticky':'user'}"));
        assertThat(refused.status()).isEqualTo(409);
        Answer shadow = operator.put(search + "/shadow", json("{" + WHO + ",'release':'" + files + "','share':5}"));
        assertThat(shadow.status()).isEqualTo(200);
        assertThat(operator.get(search).body().at("/serves/number").asInt()).isEqualTo(1);
    }

    @Test
    void theClusterIsToldWithWhoIsMissingAndWhoLags() {
        JsonNode cluster = operator.get("/admin/v1/cluster").body();

        assertThat(cluster.path("node").asText()).isEqualTo("node-a");
        assertThat(cluster.path("majority").asInt()).isEqualTo(2);
        assertThat(cluster.path("missing").toString()).isEqualTo("[\"node-c\"]");
        assertThat(cluster.path("same_records").asBoolean()).isTrue();
        assertThat(cluster.at("/verticles/0").asText()).isEqualTo("OneVerticle");
        assertThat(cluster.at("/members/1/lag").asInt()).isZero();
        assertThat(cluster.at("/members/1/heard_ms").asInt()).isEqualTo(150);
        assertThat(cluster.at("/members/0/digest").asText()).isEqualTo("d1");
    }

    private Command.SetCanary terms() {
        return Objects.requireNonNull(operator.control.state().route("support").canary())
                .terms();
    }

    private String id(int number) {
        return operator.control
                .state()
                .route("support")
                .release("" + number)
                .orElseThrow()
                .id();
    }
}
