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

    @Test
    void aListTellsWholeStoriesToWhoAsksForThem() {
        JsonNode whole = operator.get("/admin/v1/traces?whole=true")
                .body()
                .path("traces")
                .path(0);
        assertThat(whole.path("attempts")).hasSize(3);
        assertThat(whole.has("targets")).isFalse();

        JsonNode listed = operator.get("/admin/v1/traces?whole=false")
                .body()
                .path("traces")
                .path(0);
        assertThat(listed.has("attempts")).isFalse();
        assertThat(listed.path("targets")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole=maybe", "arm=left"})
    void aParameterThatIsNoneIsToldWithWhatWasExpected(String parameter) {
        String[] words = parameter.split("=", 2);
        JsonNode mistake = operator.get("/admin/v1/traces?" + parameter)
                .body()
                .path("errors")
                .path(0);
        assertThat(mistake.path("field").asText()).isEqualTo(words[0]);
        assertThat(mistake.path("value").asText()).contains(words[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?as=text"})
    void aStoryThatIsDamagedIsAnsweredAsAFaultAndNotNever(String as) {
        assertThat(operator.get("/admin/v1/traces/t-damaged" + as).status()).isEqualTo(500);
    }
}
