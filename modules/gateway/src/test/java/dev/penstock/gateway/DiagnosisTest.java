package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.ProviderError;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** From the bytes of a provider's error to its diagnosis. */
class DiagnosisTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "429 | rate_limited | {'error':{'message':'Rate limit reached for gpt-4o in organization org-XXX on"
                        + " tokens per min (TPM): Limit 30000, Used 29937, Requested 385. Please try again in 644ms.',"
                        + "'type':'tokens','param':null,'code':'rate_limit_exceeded'}}",
                "429 | request_too_large | {'error':{'message':'Request too large for gpt-4o in organization org-XXX on"
                        + " tokens per min (TPM): Limit 30000, Requested 50000.','type':'tokens',"
                        + "'code':'rate_limit_exceeded'}}",
                "429 | quota_exhausted | {'error':{'message':'You exceeded your current quota, please check your plan"
                    + " and billing details.','type':'insufficient_quota','param':null,'code':'insufficient_quota'}}",
                "500 | server_error | {'error':{'message':'The server had an error while processing your request. Sorry"
                        + " about that!','type':'server_error','param':null,'code':null}}",
                "502 | bad_gateway | <html><head><title>502 Bad"
                        + " Gateway</title></head><center>cloudflare</center></html>",
                "504 | bad_gateway | ``",
                "529 | overloaded | {'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}",
                "402 | quota_exhausted | {'type':'error','error':{'type':'billing_error','message':'x'}}",
                "400 | quota_exhausted | {'type':'error','error':{'type':'invalid_request_error','message':'Your credit"
                        + " balance is too low to access the API.'}}",
                "401 | authentication | {'type':'error','error':{'type':'authentication_error','message':'bad'}}",
                "403 | authentication | {'type':'error','error':{'type':'permission_error','message':'bad'}}",
                "404 | model_gone | {'type':'error','error':{'type':'not_found_error','message':'model: x'}}",
                "413 | request_too_large | {'type':'error','error':{'type':'request_too_large','message':'x'}}",
                "500 | server_error | {'type':'error','error':{'type':'api_error','message':'Internal server error'}}",
                "504 | bad_gateway | {'type':'error','error':{'type':'timeout_error','message':'x'}}",
                "400 | invalid_request | {'type':'error','error':{'type':'invalid_request_error','message':'messages:"
                        + " at least one'}}",
                "400 | context_too_long | {'error':{'message':'This models maximum context length is 4097 tokens."
                    + " However, your messages resulted in 4294"
                    + " tokens.','type':'invalid_request_error','param':'messages','code':'context_length_exceeded'}}",
                "400 | context_too_long | {'type':'error','error':{'type':'invalid_request_error','message':'prompt is"
                        + " too long: 208310 tokens > 200000 maximum'}}",
                "400 | content_filtered | {'error':{'message':'The response was filtered due to the prompt triggering"
                        + " Azure OpenAIs content management"
                        + " policy.','type':null,'param':'prompt','code':'content_filter',"
                        + "'status':400,'innererror':{'code':'ResponsibleAIPolicyViolation'}}}",
                "400 | unsupported_parameter | {'error':{'message':'Unsupported parameter: `max_tokens` is not"
                        + " supported with this model. Use `max_completion_tokens`"
                        + " instead.','type':'invalid_request_error',"
                        + "'param':'max_tokens','code':'unsupported_parameter'}}",
                "429 | rate_limited | {'error':{'code':429,'message':'You exceeded your current quota, please check"
                        + " your plan and billing"
                        + " details.','status':'RESOURCE_EXHAUSTED','details':[{'@type':'x/QuotaFailure',"
                        + "'violations':[{'quotaId':'GenerateRequestsPerMinutePerProject'}]},{'@type':'x/RetryInfo',"
                        + "'retryDelay':'34s'}]}}",
                "429 | quota_exhausted | {'error':{'code':429,'message':'You exceeded your current quota.','status':"
                    + "'RESOURCE_EXHAUSTED','details':[{'violations':[{'quotaId':'GenerateRequestsPerDayPerProject'}]},"
                    + "{'retryDelay':'34s'}]}}",
                "503 | overloaded | {'error':{'code':503,'message':'The model is overloaded. Please try again later.',"
                        + "'status':'UNAVAILABLE'}}",
                "404 | model_gone | {'error':{'message':'The model x does not exist','code':'model_not_found'}}",
                "400 | authentication | {'error':{'code':400,'message':'API key not"
                        + " valid.','status':'INVALID_ARGUMENT'}}",
                "503 | overloaded | ``",
                "500 | overloaded | {'error':{'message':'The engine is currently overloaded, please try again later',"
                        + "'type':'server_error'}}",
                "400 | unknown | <html>400</html>",
                "418 | unknown | [1,2]",
                "400 | unknown | 7",
                "429 | rate_limited | [{'error':{'code':429,'message':'slow down'}}]",
                "429 | quota_exhausted | `{'error':'{\"message\":\"no\",\"code\":\"insufficient_quota\"}'}`",
                "599 | server_error | null",
            })
    void anErrorsBodyTellsItsClass(int status, String word, String body) {
        String json = body.contains("\"") ? body.replace("\"", "\\\"").replace('\'', '"') : body.replace('\'', '"');
        for (Dialect dialect : Dialect.values()) {
            assertThat(diagnosis(dialect, status, json.getBytes(UTF_8)).word()).isEqualTo(word);
        }
    }

    @Test
    void theWaitIsReadFromTheBody() {
        assertThat(diagnosis(429, "{\"error\":{\"message\":\"Please try again in 644ms. Contact us\"}}"))
                .isEqualTo(new Diagnosis.RateLimited(Duration.ofMillis(644)));
        assertThat(diagnosis(429, "{\"error\":{\"message\":\"Please retry again in 1m12.5s.\"}}"))
                .isEqualTo(new Diagnosis.RateLimited(Duration.ofMillis(72_500)));
        assertThat(diagnosis(429, "{\"error\":{\"details\":[{\"retryDelay\":\"34s\"}]}}"))
                .isEqualTo(new Diagnosis.RateLimited(Duration.ofSeconds(34)));
        assertThat(diagnosis(429, "{\"error\":{\"message\":\"Try again in a while\"}}"))
                .isEqualTo(new Diagnosis.RateLimited(null));
    }

    @Test
    void whatAnUnsupportedParameterIsCalledIsRead() {
        assertThat(diagnosis(
                        400,
                        "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported with"
                                + " this model. Use 'max_completion_tokens'"
                                + " instead.\",\"code\":\"unsupported_parameter\"}}"))
                .isEqualTo(new Diagnosis.UnsupportedParameter("max_tokens", "max_completion_tokens"));
        assertThat(diagnosis(400, "{\"error\":{\"message\":\"Unrecognized request argument supplied: top_k\"}}"))
                .isEqualTo(new Diagnosis.UnsupportedParameter(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4096 | max_tokens is too large: 5000. This model supports at most 4096 completion tokens, whereas you"
                        + " provided 5000.",
                "7192 | This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (1000"
                        + " in the messages, 8000 in the completion). Please reduce the length of the messages or"
                        + " completion.",
                "6992 | This model's maximum context length is 8192 tokens. However, you requested 9200 tokens (1000 in"
                        + " the messages, 200 in the functions, and 8000 in the completion).",
                "4031 | This model's maximum context length is 4097 tokens, however you requested 4162 tokens (66 in"
                        + " your prompt; 4096 for the completion). Please reduce your prompt; or completion length.",
                "7192 | This endpoint's maximum context length is 8192 tokens. However, you requested about 9000 tokens"
                        + " (1000 of text input, 8000 in the output).",
                "3096 | 'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length"
                        + " is 4096 tokens and your request has 1000 input tokens (4000 > 4096 - 1000).",
                "789 | input length and `max_tokens` exceed context limit: 199211 + 20000 > 200000, decrease input"
                        + " length or `max_tokens` and try again",
                "4096 | max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3",
                "8192 | `max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less"
                        + " than the `context_window` for this model",
            })
    void howManyOutputTokensATargetGivesIsRead(long most, String message) throws JsonProcessingException {
        assertThat(diagnosis(400, errorOf(message))).isEqualTo(new Diagnosis.OutputLimit(most));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "context_too_long | This model's maximum context length is 4097 tokens. However, your messages resulted"
                        + " in 4294 tokens. Please reduce the length of the messages.",
                "context_too_long | This model's maximum context length is 8192 tokens. However, you requested 8300"
                        + " tokens (8100 in the messages, 200 in the completion).",
                "context_too_long | This model's maximum context length is 8192 tokens. However, you requested 16300"
                        + " tokens (8300 in the messages, 8000 in the completion).",
                "context_too_long | input length and `max_tokens` exceed context limit: 199900 + 8192 > 200000",
                "invalid_request | max_tokens must be at least 1",
                "invalid_request | max_tokens is too large: 99999999999999999999. This model supports at most some",
                "unsupported_parameter | Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                        + " 'max_completion_tokens' instead.",
            })
    void whereTheNumbersLeaveNoRoomOrAreNotSaidItIsAnotherClass(String word, String message)
            throws JsonProcessingException {
        assertThat(diagnosis(400, errorOf(message)).word()).isEqualTo(word);
    }

    private static String errorOf(String message) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(Map.of("error", Map.of("message", message)));
    }

    /** Bytes by chance and bodies with bytes by chance in them: whatever comes has a class. */
    @ParameterizedTest
    @EnumSource
    void nothingThatComesMakesItThrow(Dialect dialect) {
        Random random = new Random(5);
        byte[] known = "{\"error\":{\"message\":\"Rate limit, try again in 6m0s\",\"code\":429,\"details\":[{}]}}"
                .getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = known.clone();
            if (i % 2 == 0) {
                body = new byte[random.nextInt(200)];
                random.nextBytes(body);
            } else {
                for (int j = 0; j < 3; j++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
            }
            assertThat(diagnosis(dialect, 400 + random.nextInt(200), body).word())
                    .isIn(Diagnosis.WORDS);
        }
    }

    private static Diagnosis diagnosis(int status, String body) {
        return diagnosis(Dialect.OPENAI, status, body.getBytes(UTF_8));
    }

    private static Diagnosis diagnosis(Dialect dialect, int status, byte[] body) {
        ProviderError read = Codecs.of(dialect).readError(status, body);
        return DiagnosisTable.of(new AttemptFailure.ErrorStatus(status, read.error(), read.retryAfter()));
    }
}
