package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Voter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterEndpointTest {
    private static final String WHY = json("{'reason':'it must be','actor':'ann'}");
    private static final Author ANN = new Author("ann", "at once");

    private final Operator operator = new Operator();
    private String first = "";
    private String second = "";

    @BeforeEach
    void twoKills() {
        first = operator.put("/admin/v1/kills/route/support", WHY)
                .body()
                .path("id")
                .asText();
        second =
                operator.put("/admin/v1/kills/route/faq", WHY).body().path("id").asText();
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aNodeThatWaitsForJournalsSaysSoAndServesWhenItIsTold() {
        operator.control.await("node-b", "node-c");
        assertThat(operator.get("/admin/v1/cluster").body().path("awaited").toString())
                .isEqualTo("[\"node-b\",\"node-c\"]");

        Answer override = operator.post("/admin/v1/cluster/override", WHY);

        assertThat(override.status()).isEqualTo(200);
        assertThat(override.body().path("missing").size()).isEqualTo(2);
        assertThat(operator.control.submitted())
                .contains(new Command.OverrideColdStart("node-a", List.of("node-b", "node-c")));
        Answer again = operator.post("/admin/v1/cluster/override", WHY);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).isEqualTo("This node waits for no journals: there is nothing to override.");
    }

    @Test
    void votersAreNamedAndVoteWithTheJournalsThatTheyHave() {
        Answer set = operator.put(
                "/admin/v1/cluster/voters", json("{'voters':['node-b'],'reason':'the others go','actor':'ann'}"));

        assertThat(set.status()).isEqualTo(200);
        assertThat(operator.control.submitted()).contains(new Command.SetVoters(List.of(new Voter("node-b", "j-b"))));
        JsonNode members = operator.get("/admin/v1/cluster").body().path("members");
        assertThat(members.at("/0/enrolled").asBoolean()).isFalse();
        assertThat(members.at("/1/enrolled").asBoolean()).isTrue();
    }

    @Test
    void votersThatAreNotThereOrNotEnoughAreRefused() {
        Answer absent = operator.put(
                "/admin/v1/cluster/voters", json("{'voters':['node-a','node-b','node-z'],'reason':'r','actor':'ann'}"));
        assertThat(absent.status()).isEqualTo(400);
        assertThat(absent.detail()).isEqualTo("voters is 'node-z', expected nodes that are there: node-a, node-b.");

        Answer two = operator.put(
                "/admin/v1/cluster/voters", json("{'voters':['node-a','node-b'],'reason':'r','actor':'ann'}"));
        assertThat(two.status()).isEqualTo(400);
        assertThat(two.detail())
                .isEqualTo("voters is '[node-a, node-b]', expected the names of 1, 3 or 5 nodes, each once.");

        Answer text = operator.put("/admin/v1/cluster/voters", json("{'voters':'node-a','reason':'r','actor':'ann'}"));
        assertThat(text.status()).isEqualTo(400);
    }

    @Test
    void aConflictIsShownUntilItIsSettled() {
        operator.control.decideTwice(new Command.Lift(List.of(first)), new Command.Lift(List.of(second)), ANN);
        JsonNode conflict = operator.get("/admin/v1/cluster").body().at("/conflicts/0");
        assertThat(conflict.at("/what/kills/0").asText()).isEqualTo(second);

        Answer settled =
                operator.post("/admin/v1/conflicts/" + conflict.path("id").asText() + "/settle", WHY);

        assertThat(settled.status()).isEqualTo(200);
        assertThat(operator.get("/admin/v1/cluster").body().path("conflicts")).isEmpty();
        assertThat(operator.control.state().kills()).containsOnlyKeys(second);
        assertThat(operator.post("/admin/v1/conflicts/r1/settle", WHY).status()).isEqualTo(404);
    }

    @Test
    void whereTheOverruledWriteIsRefusedTheConflictIsSettledAndBothAreTold() {
        operator.control.decideTwice(new Command.Lift(List.of(first)), new Command.Lift(List.of(second)), ANN);
        operator.delete("/admin/v1/kills/route/faq?reason=r&actor=ann");

        Answer settled = writeAgain();

        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.body().path("settled").asText()).isNotEmpty();
        assertThat(settled.body().path("written_again").asBoolean(true)).isFalse();
        assertThat(settled.body().at("/problem/status").asInt()).isEqualTo(404);
        assertThat(operator.control.state().conflicts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"settle", "lift"})
    void whatNeedsASecondPersonIsNotWrittenWithTheSettle(String kind) {
        operator.control.decideTwice(new Command.Lift(List.of(first)), new Command.Lift(List.of(second)), ANN);
        operator.put(
                "/admin/v1/policy", json("{'four_eyes':['" + kind + "'],'freezes':[],'reason':'r','actor':'ann'}"));

        Answer refused = writeAgain();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("one of settle, lift").contains("by itself");
        assertThat(operator.control.state().conflicts()).hasSize(1);
        assertThat(operator.control.state().approvals()).isEmpty();
    }

    private Answer writeAgain() {
        String conflict =
                operator.get("/admin/v1/cluster").body().at("/conflicts/0/id").asText();
        return operator.post(
                "/admin/v1/conflicts/" + conflict + "/settle",
                json("{'write_again':true,'reason':'both','actor':'ann'}"));
    }

    @Test
    void whatWasOverruledCanBeWrittenAgain() {
        operator.control.decideTwice(new Command.Lift(List.of(first)), new Command.Lift(List.of(second)), ANN);
        Answer settled = writeAgain();

        assertThat(settled.status()).isEqualTo(200);
        assertThat(operator.control.state().kills()).isEmpty();
        assertThat(operator.control.state().conflicts()).isEmpty();
    }
}
