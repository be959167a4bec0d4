package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.assertTranslates;
import static dev.penstock.providers.Wire.body;
import static dev.penstock.providers.Wire.json;
import static dev.penstock.providers.Wire.ok;
import static dev.penstock.providers.Wire.translate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatRequest;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestTranslationTest {
    private static final String OPENAI_TOOLS = """
        {"model": "m",
         "messages": [
           {"role": "system", "content": "Be brief."},
           {"role": "user", "content": [
             {"type": "text", "text": "Weather here and there?"},
             {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0="}},
             {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
             {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}}]},
           {"role": "assistant", "content": "I ask.", "tool_calls": [
             {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
             {"id": "call_2", "type": "function", "function": {"name": "here", "arguments": "{}"}}]},
           {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
           {"role": "tool", "tool_call_id": "call_2", "content": "Oslo"},
           {"role": "user", "content": "And?"}],
         "tools": [
           {"type": "function", "function": {"name": "weather", "description": "By city",
             "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}, "strict": true}},
           {"type": "function", "function": {"name": "here", "parameters": {"type": "object"}}}],
         "tool_choice": {"type": "function", "function": {"name": "weather"}},
         "parallel_tool_calls": false,
         "max_completion_tokens": 100, "temperature": 0.5, "top_p": 0.9, "stop": ["END"],
         "reasoning_effort": "low",
         "response_format": {"type": "json_schema", "json_schema": {"name": "response", "strict": true,
           "schema": {"type": "object"}}},
         "user": "u-1", "stream": true}
        """;

    private static final String ANTHROPIC_TOOLS = """
        {"model": "m", "max_tokens": 100,
         "system": [{"type": "text", "text": "Be brief."}],
         "messages": [
           {"role": "user", "content": [
             {"type": "text", "text": "Weather here and there?"},
             {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0="}},
             {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
             {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="},
              "title": "a.pdf"}]},
           {"role": "assistant", "content": [
             {"type": "text", "text": "I ask."},
             {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Rome"}},
             {"type": "tool_use", "id": "call_2", "name": "here", "input": {}}]},
           {"role": "user", "content": [
             {"type": "tool_result", "tool_use_id": "call_1", "content": [{"type": "text", "text": "sunny"}]},
             {"type": "tool_result", "tool_use_id": "call_2", "content": [{"type": "text", "text": "Oslo"}]},
             {"type": "text", "text": "And?"}]}],
         "tools": [
           {"name": "weather", "description": "By city",
            "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}, "strict": true},
           {"name": "here", "input_schema": {"type": "object"}}],
         "tool_choice": {"type": "tool", "name": "weather", "disable_parallel_tool_use": true},
         "temperature": 0.5, "top_p": 0.9, "stop_sequences": ["END"],
         "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
         "metadata": {"user_id": "u-1"}, "stream": true}
        """;

    @Test
    void anOpenAiRequestWithToolsReachesAnthropic() {
        assertTranslates(OPENAI_TOOLS, OPENAI, ANTHROPIC, ANTHROPIC_TOOLS);
    }

    @Test
    void anAnthropicRequestWithToolsReachesOpenAi() {
        assertTranslates(ANTHROPIC_TOOLS, ANTHROPIC, OPENAI, OPENAI_TOOLS);
    }

    @Test
    void bothDialectsMeanTheSameByIt() {
        ChatRequest fromOpenAi = ok(OPENAI.readRequest(OPENAI_TOOLS.getBytes(UTF_8)));
        ChatRequest fromAnthropic = ok(ANTHROPIC.readRequest(ANTHROPIC_TOOLS.getBytes(UTF_8)));
        assertThat(fromOpenAi.messages()).isEqualTo(fromAnthropic.messages());
        assertThat(fromOpenAi.tools()).isEqualTo(fromAnthropic.tools());
        assertThat(fromOpenAi.sampling()).isEqualTo(fromAnthropic.sampling());
    }

    @Test
    void whatSaysOnlyWhatIsSoAnywayPasses() {
        String request = """
            {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "n": 1, "presence_penalty": 0,
             "frequency_penalty": 0.0, "logprobs": false, "logit_bias": {}, "stream": false, "store": false,
             "response_format": {"type": "text"}, "metadata": {}, "seed": null, "stop": null,
             "service_tier": "auto", "modalities": ["text"]}
            """;
        assertTranslates(request, OPENAI, ANTHROPIC, """
            {"model": "m", "max_tokens": 4096,
             "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]}
            """);
    }

    @Test
    void emptyArgumentsMeanNone() {
        String request = """
            {"model": "m", "messages": [
              {"role": "assistant", "content": null, "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "now", "arguments": ""}}]},
              {"role": "tool", "tool_call_id": "c", "name": "now", "content": "noon"}]}
            """;
        assertTranslates(request, OPENAI, ANTHROPIC, """
            {"model": "m", "max_tokens": 4096, "messages": [
              {"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "now", "input": {}}]},
              {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "noon"}]}]}]}
            """);
    }

    @Test
    void thinkingCacheMarksAndServerToolsComeBackToAnthropicAsTheyCame() {
        String request = """
            {"model": "m", "max_tokens": 9000, "thinking": {"type": "enabled", "budget_tokens": 2000}, "top_k": 5,
             "system": [{"type": "text", "text": "S", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
             "tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 3}],
             "container": "c-1",
             "messages": [
               {"role": "user", "content": [
                 {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"},
                  "citations": {"enabled": true}}]},
               {"role": "assistant", "content": [
                 {"type": "thinking", "thinking": "hm", "signature": "sig"},
                 {"type": "redacted_thinking", "data": "zz"},
                 {"type": "text", "text": "A", "citations": [{"type": "char_location", "weight": 1.10}]},
                 {"type": "tool_use", "id": "t", "name": "f", "input": {"big": 12345678901234567890.50}}]},
               {"role": "user", "content": [
                 {"type": "tool_result", "tool_use_id": "t", "content": [], "is_error": true}]}]}
            """;
        assertTranslates(request, ANTHROPIC, ANTHROPIC, request);
    }

    @Test
    void whatOnlyOpenAiHasComesBackToOpenAiAsItCame() {
        String request = """
            {"model": "m", "n": 2, "seed": -7, "logit_bias": {"50256": -100}, "logprobs": true, "top_logprobs": 2,
             "store": true, "metadata": {"a": "b"}, "service_tier": "flex", "verbosity": "low", "top_k": 3,
             "stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false},
             "tools": [{"type": "custom", "custom": {"name": "c"}}],
             "messages": [
               {"role": "developer", "content": "D"},
               {"role": "user", "name": "ann", "content": [
                 {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}},
                 {"type": "image_url", "image_url": {"url": "https://example.org/x", "detail": "low"}}]},
               {"role": "assistant", "content": null, "audio": {"id": "a-1"}},
               {"role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [
                 {"id": "x", "type": "custom", "custom": {"name": "c", "input": "y"}}]},
               {"role": "system", "content": "S"}]}
            """;
        assertTranslates(request, OPENAI, OPENAI, request);
    }

    @Test
    void theTargetSaysHowTheLimitIsCalledAndWhetherToCount() {
        ChatRequest request =
                ok(OPENAI.readRequest(body("{'model':'m','messages':[],'stream':true,'max_completion_tokens':5}")));
        Outbound old = new Outbound("other", Outbound.MaxTokensField.MAX_TOKENS, 1, true);
        assertThat(json(ok(OPENAI.writeRequest(request, old)))).isEqualTo(json("""
            {"model": "other", "messages": [], "max_tokens": 5, "stream": true,
             "stream_options": {"include_usage": true}}
            """));
    }

    @Test
    void noReasoningIsSaidInBothDialects() {
        assertTranslates(
                "{\"model\":\"m\",\"messages\":[],\"reasoning_effort\":\"none\"}",
                OPENAI,
                ANTHROPIC,
                "{\"model\":\"m\",\"max_tokens\":4096,\"messages\":[],\"thinking\":{\"type\":\"disabled\"}}");
        assertTranslates(
                "{\"model\":\"m\",\"max_tokens\":3,\"messages\":[],\"thinking\":{\"type\":\"disabled\"}}",
                ANTHROPIC,
                OPENAI,
                "{\"model\":\"m\",\"max_completion_tokens\":3,\"messages\":[],\"reasoning_effort\":\"none\"}");
    }

    @Property(tries = 1000)
    void aRequestWithAnyPieceStrangeIsTranslatedOrRefused(@ForAll int place) throws JsonProcessingException {
        String[] strange = {"null", "7", "[]", "{}", "\"x\"", "-1e400", "true", "[null]", "[[{}]]"};
        String value = strange[Math.floorMod(place / 61, strange.length)];
        for (Codec from : new Codec[] {OPENAI, ANTHROPIC}) {
            byte[] body = Mutation.of(from.dialect() == Dialect.OPENAI ? OPENAI_TOOLS : ANTHROPIC_TOOLS, place, value);
            for (Codec to : new Codec[] {OPENAI, ANTHROPIC}) {
                switch (translate(body, from, to)) {
                    case Result.Ok<byte[]> ok ->
                        assertThat(json(ok.value()).isObject()).isTrue();
                    case Result.Refused<byte[]> refused ->
                        assertThat(refused.refusal()).isInstanceOf(Refusal.InvalidField.class);
                }
            }
        }
    }
}
