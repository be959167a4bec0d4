package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.body;
import static dev.penstock.providers.Wire.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.ApiError.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "429 | RATE_LIMIT      | rate_limit_exceeded     | {'error':{'message':'Rate limit"
                        + " reached','type':'tokens','param':null,'code':'rate_limit_exceeded'}}",
                "429 | RATE_LIMIT      | insufficient_quota      |"
                    + " {'error':{'message':'Quota','type':'insufficient_quota','param':null,'code':'insufficient_quota'}}",
                "500 | SERVER          | -                       | {'error':{'message':'The server had an"
                        + " error','type':'server_error','param':null,'code':null}}",
                "529 | OVERLOADED      | -                       |"
                    + " {'type':'error','error':{'type':'overloaded_error','message':'Overloaded'},'request_id':'req_1'}",
                "402 | BILLING         | -                       |"
                        + " {'type':'error','error':{'type':'billing_error','message':'Pay'}}",
                "400 | INVALID_REQUEST | context_length_exceeded | {'error':{'message':'Too"
                        + " long','type':'invalid_request_error','param':'messages','code':'context_length_exceeded'}}",
                "400 | INVALID_REQUEST | content_filter          |"
                    + " {'error':{'message':'Filtered','type':null,'param':'prompt','code':'content_filter','status':400,'innererror':{}}}",
                "503 | UNAVAILABLE     | UNAVAILABLE             |"
                        + " {'error':{'code':503,'message':'Overloaded','status':'UNAVAILABLE'}}",
                "429 | RATE_LIMIT      | RESOURCE_EXHAUSTED      |"
                        + " [{'error':{'code':429,'message':'Quota','status':'RESOURCE_EXHAUSTED','details':[]}}]",
                "404 | NOT_FOUND       | -                       | {'detail':'Not Found'}",
                "422 | UNPROCESSABLE   | -                       | {'detail':[{'loc':['body'],'msg':'field"
                        + " required'}]}",
                "401 | AUTHENTICATION  | -                       | {'error':'Unauthorized'}",
                "400 | INVALID_REQUEST | BadRequestError         |"
                        + " {'object':'error','message':'bad','type':'BadRequestError','param':null,'code':400}",
                "502 | BAD_GATEWAY     | unexplained             |"
                        + " <html><head><title>502</title></head><center>cloudflare</center></html>",
                "504 | TIMEOUT         | unexplained             | ``",
                "418 | INVALID_REQUEST | unexplained             | 7",
                "599 | SERVER          | unexplained             | null",
            })
    void errorsOfAllFormsAreRead(int status, Kind kind, String code, String body) {
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            ApiError error = codec.readError(status, body(body)).error();
            assertThat(error.kind()).isEqualTo(kind);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.message()).isNotBlank().doesNotContain("<");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Incorrect API key provided: sk-abc***WXYZ. You can find your API key at https://platform.example.com.",
                "Incorrect API key provided: sk-proj-abcdWXYZ1234efgh5678WXYZ.",
                "invalid x-api-key: abcdWXYZ1234",
                "Authorization: Bearer abcd.WXYZ-1234 is not valid",
                "API key not valid: AIzaSyabcdWXYZ1234abcdWXYZ1234",
                "The key ****WXYZ is disabled",
                "token eyJhbGciOiJIUzI1NiJ9.WXYZ.WXYZ expired",
                "api_key=WXYZWXYZ&x=1"
            })
    void credentialsThatAProviderQuotesAreNotPassedOn(String message) {
        String read = OPENAI.readError(401, body("{'error':{'message':'" + message + "'}}"))
                .error()
                .message();
        assertThat(read).doesNotContain("WXYZ").contains("[redacted]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Rate limit reached for gpt-4o in organization org-XXX on tokens per min (TPM): Limit 30000, Used"
                        + " 29937.",
                "Unsupported parameter: max_tokens is not supported with this model. Use max_completion_tokens"
                        + " instead.",
                "Basic authentication required, bearer tokens are not enabled for skateboarding-models.",
                "This model's maximum context length is 4097 tokens."
            })
    void ordinaryMessagesStayAsTheyAre(String message) {
        assertThat(OPENAI.readError(429, ("{\"error\":{\"message\":\"" + message + "\"}}").getBytes(UTF_8))
                        .error()
                        .message())
                .isEqualTo(message);
    }

    @Test
    void openAisFormIsWritten() {
        ApiError error = new ApiError(Kind.INVALID_REQUEST, "n is 2", "n", null);
        assertThat(json(OPENAI.writeError(error, "t-1"))).isEqualTo(json("""
            {"error": {"message": "n is 2", "type": "invalid_request_error", "param": "n", "code": null}}
            """));
        assertThat(json(OPENAI.writeError(ApiError.of(Kind.AUTHENTICATION, "no"), "t-1"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("invalid_api_key");
        assertThat(OPENAI.errorStatus(ApiError.of(Kind.OVERLOADED, "busy"))).isEqualTo(503);
        assertThat(OPENAI.errorStatus(ApiError.of(Kind.BILLING, "pay"))).isEqualTo(429);
    }

    @Test
    void anthropicsFormIsWritten() {
        ApiError error = ApiError.of(Kind.OVERLOADED, "busy");
        assertThat(json(ANTHROPIC.writeError(error, "t-1"))).isEqualTo(json("""
            {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}, "request_id": "t-1"}
            """));
        assertThat(ANTHROPIC.errorStatus(error)).isEqualTo(529);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindComesBackFromTheStatusItIsSentWith(Kind kind) {
        ApiError error = ApiError.of(kind, "x");
        Kind read = ANTHROPIC
                .readError(ANTHROPIC.errorStatus(error), ANTHROPIC.writeError(error, "t"))
                .error()
                .kind();
        assertThat(read).isEqualTo(kind);
    }

    @Property(tries = 300)
    void anyBodyGivesAnErrorThatACallerMaySee(@ForAll byte[] body, @ForAll int number) {
        int status = 400 + Math.floorMod(number, 200);
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            ApiError error = codec.readError(status, body).error();
            assertThat(error.message()).isNotBlank().hasSizeLessThan(700);
            assertThat(json(codec.writeError(error, "t")).has("error")).isTrue();
        }
    }
}
