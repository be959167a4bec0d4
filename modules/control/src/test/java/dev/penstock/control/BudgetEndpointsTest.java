package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetEndpointsTest {
    private static final String PATH = "/admin/v1/budgets/trial";
    private static final String TERMS = json("{'units':100,'period':'day','reason':'a trial','actor':'ann'}");

    private static final Author ANN = new Author("ann", "a trial");

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aBudgetIsSetShownAndNotWrittenTwice() {
        assertThat(operator.put(PATH, TERMS).status()).isEqualTo(200);
        assertThat(operator.control.submitted()).containsExactly(new Command.SetBudget("trial", 100, BudgetPeriod.DAY));

        JsonNode shown = operator.get("/admin/v1/budgets").body().at("/budgets/0");
        assertThat(shown.path("budget").asText()).isEqualTo("trial");
        assertThat(shown.path("period_start").asText()).isEqualTo("2026-11-21T00:00:00Z");
        assertThat(shown.path("left").asInt()).isEqualTo(100);
        assertThat(operator.put(PATH, TERMS).body().path("unchanged").asBoolean())
                .isTrue();
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @Test
    void whatIsSpentOutsideIsTakenFromTheBudgetAndNeverMore() {
        operator.put(PATH, TERMS);

        assertThat(spend(60).status()).as("the node asks for a block first").isEqualTo(503);
        assertThat(spend(60).body().path("spent").asInt()).isEqualTo(60);
        Answer tooMuch = spend(41);
        assertThat(tooMuch.status()).isEqualTo(409);
        assertThat(tooMuch.detail()).startsWith("Budget 'trial' has no 41 units left");
        assertThat(spend(40).status()).isEqualTo(200);
    }

    @Test
    void aSpendingCannotBeDoneOnceByItsKeyAndSaysSo() {
        operator.put(PATH, TERMS);
        Answer refused = operator.send("POST", PATH + "/spend", json("{'units':1}"), "idempotency-key", "k");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("type").asText()).endsWith(":bad-header");
        assertThat(refused.detail()).contains("idempotency-key").contains("spent twice");
        assertThat(operator.get("/admin/v1/budgets")
                        .body()
                        .at("/budgets/0/granted")
                        .asInt())
                .isZero();
    }

    @Test
    void badTermsAreToldByTheirFields() {
        assertThat(operator.put(PATH, json("{'period':'week','reason':'r','actor':'ann'}"))
                        .detail())
                .isEqualTo(
                        "units is missing, expected how many may be spent in a period; period is 'week', expected none,"
                                + " hour, day or month.");
        assertThat(operator.put(PATH, json("{'units':-1,'reason':'r','actor':'ann'}"))
                        .detail())
                .isEqualTo("units is '-1', expected a whole number from 0 to 1000000000000000.");
        assertThat(operator.post(PATH + "/spend", json("{'units':0}")).status()).isEqualTo(400);
        assertThat(spend(1).status()).as("there is no such budget").isEqualTo(404);
    }

    @Test
    void nothingIsLeftOfAPeriodThatIsClosed() {
        operator.put(PATH, json("{'units':100,'period':'hour','reason':'a trial','actor':'ann'}"));
        for (int hour = 0; hour <= BudgetState.PERIODS; hour++) {
            Command.GrantBlock grant =
                    new Command.GrantBlock("trial", Operator.NOW.plus(Duration.ofHours(hour)), "node-a", "j-a", 1);
            assertThat(operator.control.submit(grant, ANN).toCompletableFuture().join())
                    .isInstanceOf(Verdict.Accepted.class);
        }

        JsonNode shown = operator.get("/admin/v1/budgets").body().at("/budgets/0");
        assertThat(shown.path("period_start").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(shown.path("left").asInt()).isZero();
    }

    private Answer spend(int units) {
        return operator.post(PATH + "/spend", json("{'units':" + units + "}"));
    }
}
