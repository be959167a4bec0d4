package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered where a replay is asked for. */
class ReplayEndpointTest {
    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void bothAnswersAreShownAndComparedByWhatTheySay() {
        Requests.Before.TWO_RELEASES.happen(operator);
        Answer answer = replay("t-1", "2");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode body = answer.body();
        assertThat(body.path("same").asBoolean()).isTrue();
        assertThat(body.path("redacted").asBoolean()).isFalse();
        assertThat(body.at("/recorded/trace").asText()).isEqualTo("t-1");
        assertThat(body.at("/recorded/outcome").asText()).isEqualTo("fallback");
        assertThat(body.at("/recorded/answer/id").asText()).isEqualTo("c-1");
        assertThat(body.at("/replayed/trace").asText()).isEqualTo("t-9");
        assertThat(body.at("/replayed/text").asText()).isEqualTo("Twelve metres.");
        assertThat(body.at("/replayed/answer/id").asText()).isEqualTo("c-2");
        assertThat(body.at("/replayed/release").asText())
                .isEqualTo(body.path("release").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "t-2,     2, 404, no-such-trace,    t-2",
        "t-1,     7, 404, not-found,        '7'",
        "t-early, 2, 409, conflict,         before a release",
        "t-odd,   2, 409, conflict,         It is odd.",
        "t-bare,  2, 409, text-not-kept,    text: none",
        "t-busy,  2, 429, too-many-replays, 4",
        "t-away,  2, 503, node-away,        node-b",
        "t-unstored, 2, 503, store-unusable, disk"
    })
    void whatIsInTheWayIsSaid(String trace, String release, int status, String type, String told) {
        Requests.Before.TWO_RELEASES.happen(operator);
        Answer answer = replay(trace, release);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:penstock:problem:" + type);
        assertThat(answer.detail()).contains(told);
    }

    @Test
    void aReleaseIsNeededAndNothingElse() {
        assertThat(operator.post("/admin/v1/traces/t-1/replay", "{}").detail()).contains("release is missing");
        assertThat(operator.post("/admin/v1/traces/t-1/replay?release=2&as=text", "{}")
                        .detail())
                .contains("[as]");
    }

    @Test
    void aViewerMayNot() {
        assertThat(operator.send(
                                "POST",
                                "/admin/v1/traces/t-1/replay?release=2",
                                null,
                                "authorization",
                                "Bearer " + Operator.token(Role.VIEWER))
                        .status())
                .isEqualTo(403);
    }

    private Answer replay(String trace, String release) {
        return operator.post("/admin/v1/traces/" + trace + "/replay?release=" + release, "{}");
    }
}
