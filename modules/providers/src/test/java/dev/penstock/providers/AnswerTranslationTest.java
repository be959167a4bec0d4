package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.REPLY;
import static dev.penstock.providers.Wire.answer;
import static dev.penstock.providers.Wire.body;
import static dev.penstock.providers.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.Message;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import com.openai.models.chat.completions.ChatCompletion;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTranslationTest {
    private static final String OPENAI_ANSWER = """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000001, "model": "gpt-x",
         "choices": [{"index": 0, "logprobs": null, "finish_reason": "tool_calls",
           "message": {"role": "assistant", "content": "I ask.", "refusal": null, "reasoning_content": "hm",
             "tool_calls": [{"id": "call_1", "type": "function",
               "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}}]}}],
         "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
           "prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens_details": {"reasoning_tokens": 5}}}
        """;

    private static final String ANTHROPIC_ANSWER = """
        {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x",
         "content": [
           {"type": "thinking", "thinking": "hm", "signature": "sig"},
           {"type": "text", "text": "I ask."},
           {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Rome"}}],
         "stop_reason": "tool_use", "stop_sequence": null,
         "usage": {"input_tokens": 40, "cache_creation_input_tokens": 7, "cache_read_input_tokens": 60,
           "output_tokens": 20}}
        """;

    @Test
    void anAnswerOfOpenAiReachesAnAnthropicCaller() throws IOException {
        byte[] written = translate(OPENAI_ANSWER, OPENAI, ANTHROPIC);
        assertThat(json(written)).isEqualTo(json("""
            {"id": "chatcmpl-1", "type": "message", "role": "assistant", "model": "gpt-x",
             "content": [
               {"type": "thinking", "thinking": "hm", "signature": ""},
               {"type": "text", "text": "I ask."},
               {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Rome"}}],
             "stop_reason": "tool_use", "stop_sequence": null,
             "usage": {"input_tokens": 40, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 60,
               "output_tokens": 20}}
            """));
        assertThat(com.anthropic.core.ObjectMappers.jsonMapper()
                        .readValue(written, Message.class)
                        .validate()
                        .content())
                .hasSize(3);
    }

    @Test
    void anAnswerOfAnthropicReachesAnOpenAiCaller() throws IOException {
        byte[] written = translate(ANTHROPIC_ANSWER, ANTHROPIC, OPENAI);
        assertThat(json(written)).isEqualTo(json("""
            {"id": "msg_1", "object": "chat.completion", "created": 1700000000, "model": "claude-x",
             "choices": [{"index": 0, "logprobs": null, "finish_reason": "tool_calls",
               "message": {"role": "assistant", "content": "I ask.", "refusal": null, "reasoning_content": "hm",
                 "tool_calls": [{"id": "toolu_1", "type": "function",
                   "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}}]}}],
             "usage": {"prompt_tokens": 107, "completion_tokens": 20, "total_tokens": 127,
               "prompt_tokens_details": {"cached_tokens": 60},
               "completion_tokens_details": {"reasoning_tokens": 0}}}
            """));
        ChatCompletion parsed = com.openai.core.ObjectMappers.jsonMapper()
                .readValue(written, ChatCompletion.class)
                .validate();
        assertThat(parsed.choices().getFirst().message().toolCalls().orElseThrow())
                .hasSize(1);
    }

    @Test
    void anAnswerIsTheSameWhenItIsWrittenInItsOwnDialect() {
        assertThat(json(translate(OPENAI_ANSWER, OPENAI, OPENAI))).isEqualTo(json(OPENAI_ANSWER));
        assertThat(json(translate(ANTHROPIC_ANSWER, ANTHROPIC, ANTHROPIC))).isEqualTo(json(ANTHROPIC_ANSWER));
    }

    @Test
    void tokensAreCountedApart() {
        assertThat(read(OPENAI_ANSWER, OPENAI).usage()).isEqualTo(new Usage(40, 60, 0, 20, 5));
        assertThat(read(ANTHROPIC_ANSWER, ANTHROPIC).usage()).isEqualTo(new Usage(40, 60, 7, 20, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "stop,             STOP,           end_turn",
        "length,           LENGTH,         max_tokens",
        "content_filter,   CONTENT_FILTER, refusal",
        "tool_calls,       TOOL_CALLS,     tool_use",
        "function_call,    TOOL_CALLS,     tool_use",
        "abort,            OTHER,          max_tokens",
    })
    void openAisReasonsHaveCounterparts(String word, FinishReason reason, String anthropic) {
        String answer = "{'choices':[{'message':{'content':'a'},'finish_reason':'" + word + "'}]}";
        ChatAnswer read = answer(OPENAI.readAnswer(body(answer)));
        assertThat(read.choices().getFirst().finish()).isEqualTo(reason);
        assertThat(read.choices().getFirst().finishWord()).isEqualTo(word);
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY)).path("stop_reason").asText())
                .isEqualTo(anthropic);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,                      STOP,           stop",
        "stop_sequence,                 STOP_SEQUENCE,  stop",
        "max_tokens,                    LENGTH,         length",
        "model_context_window_exceeded, CONTEXT_WINDOW, length",
        "tool_use,                      TOOL_CALLS,     tool_calls",
        "pause_turn,                    PAUSE,          length",
        "refusal,                       REFUSAL,        stop",
        "compaction,                    OTHER,          length",
    })
    void anthropicsReasonsHaveCounterparts(String word, FinishReason reason, String openAi) {
        String answer = "{'content':[{'type':'text','text':'a'}],'stop_reason':'" + word + "'}";
        ChatAnswer read = answer(ANTHROPIC.readAnswer(body(answer)));
        assertThat(read.choices().getFirst().finish()).isEqualTo(reason);
        assertThat(json(OPENAI.writeAnswer(read, REPLY))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(openAi);
    }

    @Test
    void aRefusalOfOpenAiIsARefusalOfAnthropic() {
        String refusal =
                "{'choices':[{'index':0,'message':{'role':'assistant','refusal':'No.'},'finish_reason':'stop'}]}";
        ChatAnswer read = answer(OPENAI.readAnswer(body(refusal)));
        assertThat(read.choices().getFirst().finish()).isEqualTo(FinishReason.REFUSAL);
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY))
                        .at("/content/0/text")
                        .asText())
                .isEqualTo("No.");
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY)).path("stop_reason").asText())
                .isEqualTo("refusal");
    }

    @Test
    void aRefusalOfAnthropicIsNamedToAnOpenAiCaller() {
        ChatAnswer read = answer(ANTHROPIC.readAnswer(body("{'content':[],'stop_reason':'refusal'}")));
        assertThat(json(OPENAI.writeAnswer(read, REPLY))
                        .at("/choices/0/message/refusal")
                        .asText())
                .isNotBlank();
    }

    @Test
    void aToolThatTheCallerNamedIsStillACall() {
        String answer =
                "{'choices':[{'message':{'tool_calls':[{'id':'a','function':{'name':'f','arguments':''}}]},'finish_reason':'stop'}]}";
        ChatAnswer read = answer(OPENAI.readAnswer(body(answer)));
        assertThat(read.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY))
                        .at("/content/0/input")
                        .toString())
                .isEqualTo("{}");
    }

    @Test
    void aCallWithoutAnIdGetsOneThatTheResultCanName() {
        String answer =
                "{'id':'a:1','choices':[{'message':{'tool_calls':[{'function':{'name':'f','arguments':'{}'}}]}}]}";
        ChatAnswer read = answer(OPENAI.readAnswer(body(answer)));
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY)).at("/content/0/id").asText())
                .isEqualTo("call_a_1_0");
        assertThat(json(OPENAI.writeAnswer(read, REPLY))
                        .at("/choices/0/message/tool_calls/0/id")
                        .asText())
                .isEqualTo("call_a_1_0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"}{", "null", "[1]", "\"{", "{\"a\":"})
    void aBrokenCallIsNeverMendedIntoOneThatRuns(String arguments) {
        ChatAnswer read = answer(OPENAI.readAnswer(
                ("{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":"
                                + TextNode.valueOf(arguments)
                                + "}}]},\"finish_reason\":\"tool_calls\"}]}")
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY)).path("content")).isEmpty();
        assertThat(json(ANTHROPIC.writeAnswer(read, REPLY)).path("stop_reason").asText())
                .isEqualTo("max_tokens");
        assertThat(json(OPENAI.writeAnswer(read, REPLY))
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>",
                "[]",
                "{}",
                "{'choices':{}}",
                "{'choices':[{}]}",
                "{'choices':[7]}",
                "{'error':{'message':'x'}}",
                "{'choices':[{'message':{'tool_calls':[{}]}}]}"
            })
    void whatIsNoAnswerIsSaidToBeNone(String body) {
        assertThat(OPENAI.readAnswer(body(body))).isInstanceOf(AnswerRead.Malformed.class);
        assertThat(ANTHROPIC.readAnswer(body(body))).isInstanceOf(AnswerRead.Malformed.class);
    }

    @Test
    void anEmptyAnswerIsAnAnswerForOthersToJudge() {
        assertThat(answer(OPENAI.readAnswer(body("{'choices':[]}"))).choices()).isEmpty();
        assertThat(answer(OPENAI.readAnswer(body("{'choices':[{'message':{'content':''},'finish_reason':'stop'}]}")))
                        .choices()
                        .getFirst()
                        .parts())
                .isEmpty();
    }

    @Property(tries = 300)
    void anyBytesAreReadAsAnAnswerOrNone(@ForAll byte[] bytes) {
        assertThat(OPENAI.readAnswer(bytes)).isInstanceOf(AnswerRead.Malformed.class);
        assertThat(ANTHROPIC.readAnswer(bytes)).isInstanceOf(AnswerRead.Malformed.class);
    }

    @Property(tries = 300)
    void anAnswerWithAnyPieceMissingOrStrangeNeverThrows(@ForAll int place) throws JsonProcessingException {
        String[] strange = {"null", "7", "[]", "{}", "\"x\"", "-1e400", "true"};
        for (String answer : new String[] {OPENAI_ANSWER, ANTHROPIC_ANSWER}) {
            byte[] bytes = Mutation.of(answer, place, strange[Math.floorMod(place / 31, strange.length)]);
            for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
                if (codec.readAnswer(bytes) instanceof AnswerRead.Answer read) {
                    assertThat(OPENAI.writeAnswer(read.answer(), REPLY)).isNotEmpty();
                    assertThat(ANTHROPIC.writeAnswer(read.answer(), REPLY)).isNotEmpty();
                }
            }
        }
    }

    private static ChatAnswer read(String text, Codec codec) {
        return answer(codec.readAnswer(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] translate(String text, Codec from, Codec to) {
        return to.writeAnswer(read(text, from), REPLY);
    }
}
