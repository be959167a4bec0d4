package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KillEndpointsTest {
    private static final String BODY = json("{'reason':'it lies','actor':'ann'}");

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aKillIsInEffectAndItsAnswerSaysWhere() {
        Answer killed = operator.put(
                "/admin/v1/kills/route/support",
                json("{'reason':'it lies','actor':'ann','public_reason':'Back soon','in':'30m','inflight':'cut'}"));

        assertThat(killed.status()).isEqualTo(201);
        assertThat(killed.body())
                .isEqualTo(tree("{'id':'r1','scope':'route','key':'support','inflight':'cut','public_reason':'Back"
                               + " soon','expires':'2026-11-21T12:30:00Z','reason':'it lies','actor':'ann',"
                               + "'principal':'admin','at':'2026-11-21T12:00:00Z','node':'node-a','revision':2,'journaled':3,'voters':3,"
                               + "'applied':{'node-a':2}}"));
        assertThat(operator.get("/admin/v1/kills").body().at("/kills/0/id").asText())
                .isEqualTo("r1");
        assertThat(operator.control.submitted())
                .containsExactly(new Command.Kill(
                        KillScope.ROUTE, "support", "Back soon", Operator.NOW.plusSeconds(1800), InFlight.CUT));
    }

    @Test
    void inFlightRequestsDrainAndNothingExpiresUnlessSaid() {
        assertThat(operator.put("/admin/v1/kills/global/all", BODY).status()).isEqualTo(201);
        assertThat(operator.control.submitted())
                .containsExactly(new Command.Kill(KillScope.GLOBAL, "all", null, null, InFlight.DRAIN));
    }

    @Test
    void theSameKillTwiceIsWrittenOnce() {
        String body = json("{'reason':'it lies','actor':'ann','expires':'2026-11-21T13:00:00Z'}");
        operator.put("/admin/v1/kills/target/small", body);
        Answer again = operator.put(
                "/admin/v1/kills/target/small",
                json("{'reason':'too','actor':'bob'," + "'expires':'2026-11-21T13:00:00.000Z'}"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id").asText()).isEqualTo("r1");
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @Test
    void otherTermsAreAnotherKillAndALiftEndsBoth() {
        operator.put("/admin/v1/kills/target/small", BODY);
        operator.put("/admin/v1/kills/target/small", json("{'reason':'it lies','actor':'ann','inflight':'cut'}"));
        operator.put("/admin/v1/kills/target/large", BODY);
        Answer lifted = operator.delete("/admin/v1/kills/target/small?reason=mended&actor=ann");

        assertThat(lifted.status()).isEqualTo(200);
        assertThat(lifted.body().path("lifted")).isEqualTo(tree("['r1','r2']"));
        JsonNode kills = operator.get("/admin/v1/kills").body().path("kills");
        assertThat(kills).hasSize(1);
        assertThat(kills.at("/0/key").asText()).isEqualTo("large");
    }

    @Test
    void aKeyMayHoldSlashesPlainOrEncoded() {
        operator.put("/admin/v1/kills/model/meta/llama", BODY);
        operator.put("/admin/v1/kills/route/team%2Fsearch", BODY);
        operator.put("/admin/v1/kills/key/50%25%20caf%C3%A9+", BODY);

        assertThat(operator.control.submitted())
                .extracting(command -> ((Command.Kill) command).key())
                .containsExactly("meta/llama", "team/search", "50% café+");
        assertThat(operator.get("/admin/v1/kills/model/meta%2Fllama").body().path("kills"))
                .hasSize(1);
    }

    @Test
    void aNameThatNobodyKnowsIsStoppedAllTheSameButWarnedOf() {
        Answer killed = operator.put("/admin/v1/kills/route/suport", BODY);

        assertThat(killed.status()).isEqualTo(201);
        assertThat(killed.body().path("warning").asText())
                .contains("no route 'suport'")
                .contains("near it: support");
        for (String known : List.of(
                "route/support",
                "prompt/support",
                "prompt/support@1",
                "provider/openai",
                "model/large-1",
                "target/large",
                "tool/look_up",
                "key/app",
                "global/all")) {
            assertThat(operator.put("/admin/v1/kills/" + known, BODY).body().has("warning"))
                    .as(known)
                    .isFalse();
        }
    }

    @Test
    void whatExpiredIsNotListedAndCannotBeLifted() {
        operator.put("/admin/v1/kills/key/app", json("{'reason':'it lies','actor':'ann','in':'1s'}"));
        operator.now.set(Operator.NOW.plusSeconds(1));

        assertThat(operator.get("/admin/v1/kills").body().path("kills")).isEmpty();
        assertThat(operator.get("/admin/v1/kills/key/app").status()).isEqualTo(404);
        assertThat(operator.delete("/admin/v1/kills/key/app?reason=r&actor=a").status())
                .isEqualTo(404);
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @Test
    void theActorMayStandInAHeader() {
        operator.send("PUT", "/admin/v1/kills/key/app", json("{'reason':'it lies'}"), "x-penstock-actor", "ci");

        assertThat(operator.get("/admin/v1/kills").body().at("/kills/0/actor").asText())
                .isEqualTo("ci");
    }

    @Test
    void withoutAMajorityAKillWorksAndALiftDoesNot() {
        operator.control.loseMajority();
        assertThat(operator.put("/admin/v1/kills/key/app", BODY).status()).isEqualTo(201);
        Answer lifted = operator.delete("/admin/v1/kills/key/app?reason=r&actor=a");

        assertThat(lifted.status()).isEqualTo(503);
        assertThat(lifted.contentType()).isEqualTo("application/problem+json");
        assertThat(lifted.body().path("type").asText()).isEqualTo("urn:penstock:problem:no-majority");
        assertThat(lifted.body().path("journaled").asInt()).isEqualTo(1);
        assertThat(lifted.body().path("voters").asInt()).isEqualTo(3);
        assertThat(lifted.body().path("silent")).isEqualTo(tree("['node-b','node-c']"));
        assertThat(lifted.detail()).contains("Nothing has changed");
        assertThat(operator.get("/admin/v1/kills").body().path("kills")).hasSize(1);
    }

    @Test
    void whatMayBeLostIsNotCalledDone() {
        operator.control.loseDisks();
        Answer killed = operator.put("/admin/v1/kills/key/app", BODY);

        assertThat(killed.status()).isEqualTo(504);
        assertThat(killed.detail())
                .contains("in effect on node-a")
                .contains("1 of 3")
                .contains("may be lost");
        assertThat(killed.body().path("applied")).isEqualTo(tree("{'node-a':2}"));
        assertThat(killed.body().path("id").asText()).isEqualTo("r1");
    }

    private static JsonNode tree(String text) {
        try {
            return Json.read(json(text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
