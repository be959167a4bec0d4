package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Operator.Answer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of the API; that answers are as it says, {@link Operator} checks on each. */
class OpenApiTest {
    @Test
    void itIsAValidDescription() {
        SwaggerParseResult parsed =
                new OpenAPIV3Parser().readContents(OpenApi.document().toString(), null, new ParseOptions());

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    }

    @Test
    void itHasEveryEndpointAndNoOther() {
        try (Operator operator = new Operator()) {
            String told = operator.get("/admin/v1/nothing").detail();
            String endpoints = told.replaceFirst(".* There are ", "").replaceFirst("\\. A / .*", "");

            assertThat(Described.operations())
                    .containsExactlyInAnyOrderElementsOf(
                            List.of(endpoints.replace("...", "").split(", ", -1)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        200 | application/json         | {'revision':1}                         | required property 'kills'
        200 | application/json         | {'revision':'1','kills':[]}            | string found, integer expected
        200 | application/json         | {'revision':1,'kills':[{'id':'r1'}]}   | required property 'scope'
        200 | application/json         | {'revision':1,'kills':[],'more':1}     | more
        200 | text/plain               | {'revision':1,'kills':[]}              | not described
        201 | application/json         | {'revision':1,'kills':[]}              | not described
        401 | application/problem+json | {'type':'about:blank','title':'x','status':401,'detail':'x'} | enumeration
        """)
    void anAnswerThatIsNotAsItSaysIsFound(int status, String contentType, String body, String told) {
        Answer answer = new Answer(status, contentType, Map.of("etag", List.of("\"1-0\"")), tree(body));

        assertThatThrownBy(() -> Described.check("GET", "/admin/v1/kills", answer))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(told);
    }

    private static JsonNode tree(String text) {
        try {
            return Json.read(Operator.json(text).getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void itNeedsNoToken() {
        try (Operator operator = new Operator()) {
            Answer answer = operator.sendUndescribed("GET", OpenApi.PATH, null, "authorization", "none");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(OpenApi.document());
        }
    }
}
