package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered where stored stories are damaged. */
class TraceEndpointTest {
    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void whatCannotBeReadIsCountedAndHidesNoOther() {
        JsonNode body = operator.get("/admin/v1/traces?limit=12").body();
        assertThat(body.path("traces"))
                .extracting(each -> each.path("trace").asText())
                .containsExactly("t-1");
        assertThat(body.path("unreadable").asInt()).isEqualTo(2);
        assertThat(body.path("next").asText()).endsWith(".t-1");
        assertThat(operator.get("/admin/v1/traces").body().path("unreadable").asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?as=text"})
    void aStoryThatIsDamagedIsAnsweredAsAFaultAndNotNever(String as) {
        assertThat(operator.get("/admin/v1/traces/t-damaged" + as).status()).isEqualTo(500);
    }
}
