package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.state.Command;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseEndpointsTest {
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String WHO = "'reason':'better','actor':'ann'";

    private final Operator operator = new Operator();
    private final ReleaseContent ofFiles = ReleaseContent.of(
            operator.config, Objects.requireNonNull(operator.config.routes().get("support")));

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aRouteServesWhatItsFilesSayUntilSomethingIsDecided() {
        JsonNode route = operator.get(ROUTE).body();
        JsonNode releases = operator.get(ROUTE + "/releases").body().path("releases");

        assertThat(route.at("/serves/id").asText()).isEqualTo(ofFiles.id());
        assertThat(route.at("/serves/from").asText()).isEqualTo("files");
        assertThat(route.at("/serves/number").isNull()).isTrue();
        assertThat(route.path("canary").isNull()).isTrue();
        assertThat(route.path("purpose").asText()).isEqualTo("Answers");
        assertThat(releases).hasSize(1);
        assertThat(releases.at("/0/state").asText()).isEqualTo("current");
        assertThat(operator.get("/admin/v1/routes").body().path("routes").findValuesAsText("route"))
                .containsExactly("support", "team/search");
    }

    @Test
    void aReleaseOnTopOfTheFilesAdoptsThemFirst() {
        Answer published = operator.post(ROUTE + "/releases", release("Be kind.", false));

        assertThat(published.status()).isEqualTo(201);
        assertThat(operator.control.submitted()).hasSize(2);
        assertThat(operator.control.submitted().getFirst()).isEqualTo(new Command.PublishRelease(ofFiles, true));
        assertThat(operator.control.submitted().getLast())
                .isInstanceOfSatisfying(
                        Command.PublishRelease.class,
                        command -> assertThat(command.activate()).isFalse());
        assertThat(published.body().at("/release/number").asInt()).isEqualTo(2);
        assertThat(published.body().at("/release/state").asText()).isEqualTo("idle");
        assertThat(published.body().path("changes").findValuesAsText("variable"))
                .containsExactly("prompt");
        assertThat(published.body().path("journaled").asInt()).isEqualTo(3);
        JsonNode adopted = operator.get(ROUTE + "/releases/1").body().path("release");
        assertThat(adopted.path("id").asText()).isEqualTo(ofFiles.id());
        assertThat(adopted.path("state").asText()).isEqualTo("current");
        assertThat(adopted.path("reason").asText()).isEqualTo("adopted from the files of node node-a; before: better");
    }

    @Test
    void aReasonOfTheGreatestLengthCanBeAdoptedBefore() {
        Answer published =
                operator.post(ROUTE + "/releases", release("Be kind.", true).replace("better", "x".repeat(1_024)));

        assertThat(published.status()).isEqualTo(201);
    }

    @Test
    void publishedAndActivatedInOneGoItServes() {
        Answer published = operator.post(ROUTE + "/releases", release("Be kind.", true));

        assertThat(published.body().at("/release/state").asText()).isEqualTo("current");
        assertThat(operator.get(ROUTE).body().at("/serves/number").asInt()).isEqualTo(2);
    }

    @Test
    void theSameContentIsNotPublishedTwiceAndCanBeActivatedThatWay() {
        operator.post(ROUTE + "/releases", release("Be kind.", false));
        Answer again = operator.post(ROUTE + "/releases", release("Be kind.", false));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(again.body().at("/release/number").asInt()).isEqualTo(2);
        assertThat(operator.control.submitted()).hasSize(2);

        Answer activated = operator.post(ROUTE + "/releases", release("Be kind.", true));
        assertThat(activated.status()).isEqualTo(200);
        assertThat(activated.body().at("/release/state").asText()).isEqualTo("current");
        assertThat(operator.control.submitted().getLast()).isInstanceOf(Command.Activate.class);
    }

    @Test
    void whatTheFilesSayIsTheSameContentToo() {
        Answer same = operator.post(ROUTE + "/releases", release("Be brief.", true));

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.body().at("/release/id").asText()).isEqualTo(ofFiles.id());
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndWritesNothing() {
        Answer dry = operator.post(
                ROUTE + "/releases",
                release("Be kind.", true)
                        .replace("'reason':'better','actor':'ann'".replace('\'', '"'), "\"dry_run\":true"));

        assertThat(dry.status()).isEqualTo(200);
        assertThat(dry.body().path("changes").toString())
                .isEqualTo(json("[{'variable':'prompt','fields':[{'field':'template','from':'Be brief.',"
                        + "'to':'Be kind.'}]}]"));
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void aRouteThatNobodyKnowsComesToBeByItsFirstRelease() {
        Answer published = operator.post("/admin/v1/routes/team%2Fnew/releases", release("Hello.", true));

        assertThat(published.status()).isEqualTo(201);
        assertThat(published.body().at("/release/number").asInt()).isEqualTo(1);
        assertThat(operator.get("/admin/v1/routes/team%2Fnew")
                        .body()
                        .at("/serves/number")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aDocumentMayBeATextAndIsAnsweredInFull() {
        operator.post(
                ROUTE + "/releases",
                json("{" + WHO + ",'release':'purpose: Answers\\ntargets: [large]\\nmax_tokens: 77\\n'}"));
        JsonNode one = operator.get(ROUTE + "/releases/2").body();

        assertThat(one.at("/document/max_tokens").asInt()).isEqualTo(77);
        assertThat(one.at("/document/targets/0/model").asText()).isEqualTo("large-1");
        assertThat(one.at("/release/actor").asText()).isEqualTo("ann");
    }

    @Test
    void aDocumentThatIsAnsweredIsTheSameReleaseWhenItIsSentBack() {
        operator.post(ROUTE + "/releases", release("Be kind.", false));
        JsonNode document = operator.get(ROUTE + "/releases/2").body().path("document");
        Answer again = operator.post(ROUTE + "/releases", json("{" + WHO + ",'release':") + document + "}");

        assertThat(again.body().at("/release/number").asInt()).isEqualTo(2);
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
    }

    @Test
    void aDiffNamesTheVariablesThatDiffer() {
        operator.post(ROUTE + "/releases", release("Be kind.", false));
        Answer diff = operator.get(ROUTE + "/releases/diff?from=1&to=2");

        assertThat(diff.body().path("changes").toString())
                .isEqualTo(json("[{'variable':'prompt','fields':[{'field':'template','from':'Be brief.',"
                        + "'to':'Be kind.'}]}]"));
        assertThat(diff.body().at("/from/number").asInt()).isEqualTo(1);
    }

    @Test
    void rollbackGoesToTheReleaseBefore() {
        operator.post(ROUTE + "/releases", release("Be kind.", true));
        Answer back = operator.post(ROUTE + "/rollback", who());

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body().at("/withdrawn/number").asInt()).isEqualTo(2);
        assertThat(back.body().at("/withdrawn/state").asText()).isEqualTo("withdrawn");
        assertThat(back.body().at("/serves/number").asInt()).isEqualTo(1);
        JsonNode withdrawn = operator.get(ROUTE).body().path("withdrawn");
        assertThat(withdrawn).hasSize(1);
        assertThat(withdrawn.at("/0/reason").asText()).isEqualTo("better");
    }

    @Test
    void rollbackNeedsNoMajority() {
        operator.post(ROUTE + "/releases", release("Be kind.", true));
        operator.control.loseMajority();

        assertThat(operator.post(ROUTE + "/rollback", who()).status()).isEqualTo(200);
        assertThat(operator.get(ROUTE).body().at("/serves/number").asInt()).isEqualTo(1);
    }

    @Test
    void rollbackTakesTheCanaryFirst() {
        operator.post(ROUTE + "/releases", release("Be kind.", false));
        operator.put(ROUTE + "/canary", json("{" + WHO + ",'release':2,'share':5,'sticky':'user'}"));
        Answer back = operator.post(ROUTE + "/rollback", who());

        assertThat(back.body().at("/withdrawn/number").asInt()).isEqualTo(2);
        assertThat(back.body().at("/serves/number").asInt()).isEqualTo(1);
        assertThat(operator.get(ROUTE).body().path("canary").isNull()).isTrue();
    }

    @Test
    void whereNothingIsToGoBackToTheReleaseMustBeNamed() {
        Answer refused = operator.post(ROUTE + "/rollback", who());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("nothing to go back to").contains("kills/route/support");
        assertThat(operator.control.submitted()).isEmpty();

        Answer named = operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':'" + ofFiles.id() + "'}"));
        assertThat(named.status()).isEqualTo(200);
        assertThat(named.body().path("serves").isNull()).isTrue();

        Answer again = operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':'" + ofFiles.id() + "'}"));
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(operator.control.submitted()).hasSize(1);
        assertThat(operator.post(ROUTE + "/rollback", who()).status()).isEqualTo(409);
    }

    @Test
    void whatWasWithdrawnComesBackOnlyIfThatIsSaid() {
        operator.post(ROUTE + "/releases", release("Be kind.", true));
        operator.post(ROUTE + "/rollback", who());
        int written = operator.control.submitted().size();

        Answer refused = operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':2}"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("lift_withdraws");
        assertThat(operator.post(ROUTE + "/releases", release("Be kind.", true)).status())
                .isEqualTo(409);
        assertThat(operator.control.submitted()).hasSize(written);

        Answer back = operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':'2','lift_withdraws':true}"));
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body().at("/release/state").asText()).isEqualTo("current");
        assertThat(operator.get(ROUTE).body().path("withdrawn")).isEmpty();
    }

    @Test
    void aDryRunTellsThatAWithdrawnReleaseWouldNotServe() {
        operator.post(ROUTE + "/releases", release("Be kind.", true));
        operator.post(ROUTE + "/rollback", who());
        Answer dry =
                operator.post(ROUTE + "/releases", release("Be kind.", true).replaceFirst("\\{", "{\"dry_run\":true,"));

        assertThat(dry.status()).isEqualTo(409);
    }

    @Test
    void aReleaseOfTheFilesThatWasWithdrawnCanComeBack() {
        operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':'" + ofFiles.id() + "'}"));
        String body = json("{" + WHO + ",'release':'" + ofFiles.id() + "','lift_withdraws':true}");
        Answer back = operator.post(ROUTE + "/activate", body);

        assertThat(back.status()).isEqualTo(200);
        assertThat(operator.get(ROUTE).body().at("/serves/number").asInt()).isEqualTo(1);
    }

    @Test
    void activatingWhatServesWritesNothing() {
        Answer same = operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':'" + ofFiles.id() + "'}"));

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.body().path("unchanged").asBoolean()).isTrue();
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void withoutAMajorityNothingIsPublishedOrActivated() {
        operator.control.loseMajority();

        assertThat(operator.post(ROUTE + "/releases", release("Be kind.", true)).status())
                .isEqualTo(503);
        assertThat(operator.get(ROUTE).body().at("/serves/id").asText()).isEqualTo(ofFiles.id());
        assertThat(operator.control.submitted())
                .as("only the first write was tried")
                .hasSize(1);
    }

    private static String who() {
        return json("{" + WHO + "}");
    }

    private static String release(String prompt, boolean activate) {
        return json("{" + WHO + ",'activate':" + activate
                + ",'release':{'purpose':'Answers','targets':['small','large'],'tools':['look_up'],'max_tokens':200,"
                + "'prompt':{'name':'support','version':2,'template':'" + prompt + "'}}}");
    }
}
