package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules over the admin API: what nodes have learned, and what operators make of it. */
class RulesTest {
    private static final String RULES = "/admin/v1/rules";
    private static final String LEARNED = RULES + "/" + Seen.RULE.id();
    private static final String WHO = "'reason':'it is so','actor':'ann'";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void whatNodesHaveLearnedIsListed() {
        assertThat(only().toString())
                .isEqualTo(json("{'rule':'" + Seen.RULE.id()
                                + "','state':'learned','target':'small','route':null,'signature':'unsupported_parameter"
                                + " max_tokens','action':'send max_completion_tokens','does':'target small: it rejects"
                                + " \\'max_tokens\\', so send \\'max_completion_tokens\\' instead.',"
                                + "'good':7,'bad':1,'at':'2026-11-21T11:00:00Z','expires':'2026-11-21T12:00:00Z','found_by':'node-a','why':'5"
                                + " were healed so'}")
                        .replace("\\\"", "'"));
    }

    @Test
    void aRuleThatIsKeptHoldsUntilItIsRevokedAndARevokedOneCanBeKeptAgain() {
        Answer kept = put("'route':'support'");
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.body().path("expires").isNull()).isTrue();
        assertThat(only().path("state").asText()).isEqualTo("kept");
        assertThat(only().path("route").asText()).isEqualTo("support");
        assertThat(only().path("reason").asText()).isEqualTo("it is so");
        assertThat(put("'route':'support'").body().path("unchanged").asBoolean())
                .isTrue();
        assertThat(put("").body().path("route").asText())
                .as("it stays as it was")
                .isEqualTo("support");
        assertThat(put("'all_routes':true,'enabled':false").body().path("route").isNull())
                .isTrue();
        assertThat(only().path("state").asText()).isEqualTo("off");

        Answer revoked = operator.send("DELETE", LEARNED, json("{" + WHO + "}"));
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(only().path("state").asText()).isEqualTo("revoked");
        assertThat(operator.send("DELETE", LEARNED, json("{" + WHO + "}"))
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();

        assertThat(put("'in':'24h'").status()).isEqualTo(200);
        assertThat(only().path("state").asText()).isEqualTo("kept");
        assertThat(only().path("expires").asText()).isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void anOperatorMayWriteARuleByHand() {
        Answer added = operator.send(
                "POST",
                RULES,
                json("{" + WHO + ",'target':'large','route':'support','signature':'invalid_output schema',"
                        + "'action':'ask_last'}"));

        assertThat(added.status()).isEqualTo(201);
        assertThat(added.body().path("does").asText())
                .isEqualTo("target large, route support: its answers fail the contract (schema), so ask it last.");
        JsonNode rules = operator.get(RULES).body().path("rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).path("target").asText()).isEqualTo("large");
        assertThat(rules.get(0).path("harmful_since").asText()).isEqualTo("2026-11-21T11:30:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'target':'smal','signature':'model_gone','action':'ask_last'    | target
        'signature':'model_gone','action':'ask_last'                    | target
        'target':'small','signature':'gone','action':'ask_last'         | signature
        'target':'small','action':'ask_last'                            | signature
        'target':'small','signature':'model_gone','action':'ask_never'  | action
        'target':'small','signature':'model_gone','action':'send x'     | action
        'target':'small','signature':'model_gone','action':'ask_last','route':'other' | route
        'target':'small','signature':'invalid_output schema','action':'ask_last'      | route
        'target':'small','signature':'model_gone','action':'ask_last','in':'soon'     | in
        """)
    void whatIsWrongIsNamed(String fields, String field) {
        Answer refused = operator.send("POST", RULES, json("{" + WHO + "," + fields + "}"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains("\"" + field + "\"");
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void aRuleIsForOneRouteOrForAll() {
        assertThat(put("'route':'support','all_routes':true").status()).isEqualTo(400);
        assertThat(put("'route':'other'").status()).isEqualTo(400);
    }

    private Answer put(String fields) {
        return operator.send("PUT", LEARNED, json("{" + WHO + (fields.isEmpty() ? "" : ",") + fields + "}"));
    }

    private JsonNode only() {
        JsonNode rules = operator.get(RULES).body().path("rules");
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }
}
