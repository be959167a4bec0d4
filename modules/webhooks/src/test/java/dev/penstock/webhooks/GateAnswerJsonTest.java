package dev.penstock.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.GateAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateAnswerJsonTest {
    @Test
    void aYesAndANoAreSaidWithOrWithoutAReason() {
        assertThat(read("{\"approve\": true, \"reason\": \"the window is open\", \"more\": [1]}"))
                .isEqualTo(new GateAnswer.Yes("the window is open"));
        assertThat(read("{\"approve\":true}")).isEqualTo(new GateAnswer.Yes(""));
        assertThat(read("{\"reason\":null,\"approve\":false}")).isEqualTo(new GateAnswer.No(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ok",
                "true",
                "[{\"approve\": true}]",
                "{\"approve\": \"true\"}",
                "{\"approve\": 1}",
                "{\"approve\": null}",
                "{\"Approve\": true}",
                "{\"approve\": true, \"reason\": 5}",
                "{\"approve\": true, \"approve\": false}",
                "{\"approve\": true} {\"approve\": false}",
                "{\"approve\": true",
                "{\"answer\": {\"approve\": true}}"
            })
    void whateverElseIsNoAnswer(String body) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        GateAnswer.None.class, none -> assertThat(none.why()).contains("{\"approve\": true or false"));
    }

    @Test
    void bytesThatAreNoTextAreNoAnswer() {
        assertThat(GateAnswerJson.read(new byte[] {(byte) 0xFF, (byte) 0xC0, 0}))
                .isInstanceOf(GateAnswer.None.class);
    }

    private static GateAnswer read(String body) {
        return GateAnswerJson.read(body.getBytes(UTF_8));
    }
}
