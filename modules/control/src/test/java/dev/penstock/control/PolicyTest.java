package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Freezes, and how policies are set. */
class PolicyTest {
    private static final String WHO = "'reason':'the sale','actor':'ann'";
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String RELEASE = "'release':{'purpose':'A','targets':['large']}";
    private static final String SALE =
            "{'name':'sale','from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z','routes':['support']}";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void nothingIsGivenToAFrozenRouteAndEverythingIsTaken() {
        operator.post(ROUTE + "/releases", json("{" + WHO + "," + RELEASE + "}"));
        operator.put(ROUTE + "/canary", json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}"));
        operator.put(ROUTE + "/shadow", json("{" + WHO + ",'release':2,'share':5}"));
        assertThat(set("'four_eyes':[],'freezes':[" + SALE + "]").status()).isEqualTo(200);

        Answer refused = operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':2}"));
        assertThat(refused.status()).isEqualTo(423);
        assertThat(refused.body().path("type").asText()).isEqualTo("urn:penstock:problem:frozen");
        assertThat(refused.detail()).contains("'sale' of support lasts until 2026-11-21T13:00:00Z");
        assertThat(operator.put(ROUTE + "/canary", json("{" + WHO + ",'share':6}"))
                        .status())
                .isEqualTo(423);
        assertThat(operator.put(ROUTE + "/shadow", json("{" + WHO + ",'share':6}"))
                        .status())
                .isEqualTo(423);
        assertThat(operator.post(
                                ROUTE + "/releases",
                                json("{" + WHO + ",'release':{'purpose':'A','targets':['small']}}"))
                        .status())
                .isEqualTo(423);

        assertThat(operator.put(ROUTE + "/shadow", json("{" + WHO + ",'share':0}"))
                        .status())
                .isEqualTo(200);
        assertThat(operator.put(ROUTE + "/canary", json("{" + WHO + ",'share':0}"))
                        .status())
                .isEqualTo(200);
        assertThat(operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':2}"))
                        .status())
                .isEqualTo(200);
        assertThat(operator.put("/admin/v1/kills/route/support", json("{" + WHO + "}"))
                        .status())
                .isEqualTo(201);
        assertThat(operator.delete("/admin/v1/kills/route/support?reason=r&actor=a")
                        .status())
                .isEqualTo(423);

        operator.now.set(Operator.NOW.plusSeconds(3_600));
        assertThat(operator.delete("/admin/v1/kills/route/support?reason=r&actor=a")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsFrozenIsNotWrittenInPart() {
        set("'four_eyes':[],'freezes':[" + SALE + "]");
        int before = operator.control.submitted().size();

        // It would be adopted first.
        assertThat(operator.post(ROUTE + "/releases", json("{" + WHO + "," + RELEASE + "}"))
                        .status())
                .isEqualTo(423);
        assertThat(operator.control.submitted()).hasSize(before);
        assertThat(operator.post("/admin/v1/routes/team%2Fsearch/releases", json("{" + WHO + "," + RELEASE + "}"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aPolicyIsShownAsItWasSet() {
        Answer none = operator.get("/admin/v1/policy");
        assertThat(none.body()).hasToString(json("{'four_eyes':[],'freezes':[],'revision':1}"));

        String body = "'four_eyes':['lift'],'freezes':[" + SALE + "]";
        set(body);
        assertThat(operator.get("/admin/v1/policy").body()).hasToString(json("{" + body + ",'revision':2}"));
        Answer same = set(body);
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.body().path("unchanged").asBoolean()).isTrue();
    }

    @Test
    void aRouteThatIsNotKnownIsWarnedOf() {
        assertThat(set("'four_eyes':[],'freezes':[" + SALE.replace("support", "suport") + "]")
                        .body()
                        .path("warning")
                        .asText())
                .isEqualTo("This node knows no route suport.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'freezes':[]                                   | four_eyes
        'four_eyes':[]                                 | freezes
        'four_eyes':'lift','freezes':[]                | four_eyes
        'four_eyes':[1],'freezes':[]                   | four_eyes
        'four_eyes':['kill'],'freezes':[]              | four_eyes
        'four_eyes':[],'freezes':{}                    | freezes
        'four_eyes':[],'freezes':[1]                   | freezes[0]
        'four_eyes':[],'freezes':[SALE,SALE]           | freezes
        'four_eyes':[],'freezes':[{'from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z','routes':'all'}] | freezes[0].name
        'four_eyes':[],'freezes':[{'name':'a','from':'noon','to':'2026-11-21T13:00:00Z','routes':'all'}] | freezes[0].from
        'four_eyes':[],'freezes':[{'name':'a','from':'2026-11-21T13:00:00Z','to':'2026-11-21T12:00:00Z','routes':'all'}] | freezes[0].to
        'four_eyes':[],'freezes':[{'name':'a','from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z'}] | freezes[0].routes
        'four_eyes':[],'freezes':[{'name':'a','from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z','routes':'some'}] | freezes[0].routes
        'four_eyes':[],'freezes':[{'name':'a','from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z','routes':[]}] | freezes[0].routes
        'four_eyes':[],'freezes':[{'name':'a','from':'2026-11-21T12:00:00Z','to':'2026-11-21T13:00:00Z','routes':'all','why':'x'}] | freezes[0].why
        """)
    void whatIsWrongIsToldByItsField(String fields, String field) {
        Answer answer = set(fields.replace("SALE", SALE));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors")).hasSize(1);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void onlyAnAdminSetsPolicies() {
        Answer answer = operator.send(
                "PUT", "/admin/v1/policy", "{}", "authorization", "Bearer " + Operator.token(Role.OPERATOR));

        assertThat(answer.status()).isEqualTo(403);
    }

    private Answer set(String fields) {
        return operator.put("/admin/v1/policy", json("{" + WHO + "," + fields + "}"));
    }
}
