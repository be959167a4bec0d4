package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    private static final String WHO = "'reason':'try it','actor':'ann'";
    private static final String ROUTE = "/admin/v1/routes/support";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void everyWriteIsToldWithWhatBecameOfIt() {
        operator.post(ROUTE + "/releases", json("{" + WHO + ",'release':{'purpose':'A','targets':['large']}}"));
        operator.put(ROUTE + "/canary", json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}"));
        operator.put(ROUTE + "/shadow", json("{" + WHO + ",'release':2,'share':10}"));
        operator.put("/admin/v1/kills/route/support", json("{" + WHO + "}"));
        operator.put("/admin/v1/kills/key/app", json("{" + WHO + ",'in':'1m'}"));
        operator.put("/admin/v1/kills/key/other", json("{" + WHO + "}"));
        operator.delete("/admin/v1/kills/route/support?reason=mended&actor=bob");
        operator.put(ROUTE + "/shadow", json("{" + WHO + ",'share':0}"));
        operator.post(ROUTE + "/rollback", json("{" + WHO + "}"));
        operator.now.set(Operator.NOW.plusSeconds(60));
        JsonNode audit = operator.get("/admin/v1/audit").body();

        assertThat(texts(audit, "kind", "status"))
                .containsExactly(
                        "withdraw in-effect",
                        "end-shadow effective",
                        "lift effective",
                        "kill in-effect",
                        "kill expired",
                        "kill lifted",
                        "set-shadow over",
                        "set-canary over",
                        "publish-release withdrawn",
                        "publish-release in-effect");
        assertThat(audit.at("/entries/2/actor").asText()).isEqualTo("bob");
        assertThat(audit.at("/entries/2/principal").asText()).isEqualTo("admin");
        assertThat(audit.at("/entries/2/reason").asText()).isEqualTo("mended");
        assertThat(audit.at("/entries/2/node").asText()).isEqualTo("node-a");
        assertThat(audit.at("/entries/3/what/key").asText()).isEqualTo("other");
        assertThat(audit.path("journal").asText()).isEqualTo("j-a");
        assertThat(audit.path("length").asInt()).isEqualTo(15);
        assertThat(audit.path("tip").asText()).isEqualTo("tip-15");
        assertThat(audit.path("verified").asBoolean()).isTrue();
        assertThat(audit.path("next").isNull()).isTrue();
    }

    @Test
    void whatWasTakenBackIsNotInEffect() {
        operator.post(
                ROUTE + "/releases",
                json("{" + WHO + ",'activate':true,'release':{'purpose':'A','targets':['large']}}"));
        operator.post(ROUTE + "/rollback", json("{" + WHO + "}"));
        operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':2,'lift_withdraws':true}"));
        operator.control.loseAnswers();
        operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':1}"));

        assertThat(texts(operator.get("/admin/v1/audit").body(), "kind", "status"))
                .containsExactly(
                        "activate inert",
                        "activate in-effect",
                        "withdraw taken-back",
                        "publish-release in-effect",
                        "publish-release effective");
    }

    @Test
    void pagesFollowEachOtherWhateverComesMeanwhile() {
        for (String key : List.of("a", "b", "c", "d", "e")) {
            kill("target", key);
        }
        JsonNode first = operator.get("/admin/v1/audit?limit=2").body();
        kill("target", "f");
        JsonNode second = operator.get(
                        "/admin/v1/audit?limit=2&after=" + first.path("next").asText())
                .body();
        JsonNode third = operator.get(
                        "/admin/v1/audit?limit=2&after=" + second.path("next").asText())
                .body();

        assertThat(texts(first, "id")).containsExactly("r5", "r4");
        assertThat(texts(second, "id")).containsExactly("r3", "r2");
        assertThat(texts(third, "id")).containsExactly("r1");
        assertThat(third.path("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        route=support            | r4, r1
        kind=kill                | r3, r2, r1
        actor=bob                | r4
        actor=ann&route=support  | r1
        kind=withdraw            |
        limit=1000               | r4, r3, r2, r1
        """)
    void writesAreFoundByRouteKindAndActor(String query, String ids) {
        kill("route", "support");
        kill("route", "other");
        kill("target", "support");
        operator.delete("/admin/v1/kills/route/support?reason=r&actor=bob");

        assertThat(String.join(
                        ", ", texts(operator.get("/admin/v1/audit?" + query).body(), "id")))
                .isEqualTo(ids == null ? "" : ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=99999999999", "after=r9"})
    void aPageThatCannotBeIsToldByItsField(String query) {
        Answer answer = operator.get("/admin/v1/audit?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(query.replaceFirst("=.*", ""));
    }

    private void kill(String scope, String key) {
        operator.put("/admin/v1/kills/" + scope + "/" + key, json("{" + WHO + "}"));
    }

    private static List<String> texts(JsonNode audit, String... fields) {
        List<String> texts = new ArrayList<>();
        audit.path("entries").forEach(entry -> {
            List<String> values = new ArrayList<>();
            for (String field : fields) {
                values.add(entry.path(field).asText());
            }
            texts.add(String.join(" ", values));
        });
        return texts;
    }
}
