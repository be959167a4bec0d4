package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.REPLY;
import static dev.penstock.providers.Wire.data;
import static dev.penstock.providers.Wire.events;
import static dev.penstock.providers.Wire.json;
import static dev.penstock.providers.Wire.named;
import static dev.penstock.providers.Wire.written;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.penstock.core.ApiError;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.testkit.AnthropicStreamRules;
import dev.penstock.testkit.EventStreamRules;
import dev.penstock.testkit.OpenAiStreamRules;
import dev.penstock.testkit.StreamEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTranslationTest {
    private static final String HEAD =
            "{'id':'c-1','object':'chat.completion.chunk','created':1700000001,'model':'gpt-x',";

    static final byte[] OPENAI_STREAM = data(
            HEAD + "'choices':[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}]}",
            HEAD + "'choices':[{'index':0,'delta':{'content':'I a'},'finish_reason':null}]}",
            HEAD + "'choices':[{'index':0,'delta':{'content':'sk é漢😀'},'finish_reason':null}]}",
            HEAD
                    + "'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}}]}",
            HEAD + "'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':'}}]}}]}",
            HEAD
                    + "'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'g','arguments':'{'}}]}}]}",
            HEAD + "'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'1}'}}]}}]}",
            HEAD + "'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]}}]}",
            HEAD + "'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}",
            HEAD
                    + "'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':4,'prompt_tokens_details':{'cached_tokens':3}}}",
            "[DONE]");

    static final byte[] ANTHROPIC_STREAM = named(
            "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','model':'claude-x','content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':25,'cache_read_input_tokens':5,'output_tokens':1}}}",
            "{'type':'ping'}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'sig'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'I ask 漢😀'}}",
            "{'type':'content_block_stop','index':1}",
            "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':''}}",
            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
            "{'type':'content_block_stop','index':2}",
            "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},'usage':{'output_tokens':15}}",
            "{'type':'message_stop'}");

    @Test
    void aStreamOfOpenAiIsRead() {
        assertThat(events(OPENAI_STREAM, OPENAI))
                .containsExactly(
                        new ChatEvent.Started("c-1", "gpt-x", 1700000001, null),
                        new ChatEvent.TextDelta(0, "I a"),
                        new ChatEvent.TextDelta(0, "sk é漢😀"),
                        new ChatEvent.ToolCallStarted(0, 0, "a", "f"),
                        new ChatEvent.ToolArgumentsDelta(0, 0, "{\"x\":"),
                        new ChatEvent.ToolCallStarted(0, 1, "b", "g"),
                        new ChatEvent.ToolArgumentsDelta(0, 1, "{"),
                        new ChatEvent.ToolArgumentsDelta(0, 0, "1}"),
                        new ChatEvent.ToolArgumentsDelta(0, 1, "}"),
                        new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_calls", null),
                        new ChatEvent.UsageReported(new Usage(7, 3, 0, 4, 0)),
                        new ChatEvent.Ended());
    }

    @Test
    void aStreamOfAnthropicIsRead() {
        assertThat(events(ANTHROPIC_STREAM, ANTHROPIC))
                .containsExactly(
                        new ChatEvent.Started("msg_1", "claude-x", 0, null),
                        new ChatEvent.UsageReported(new Usage(25, 5, 0, 1, 0)),
                        new ChatEvent.ThinkingDelta(0, "hm"),
                        new ChatEvent.ThinkingSignature(0, "sig"),
                        new ChatEvent.TextDelta(0, "I ask 漢😀"),
                        new ChatEvent.ToolCallStarted(0, 0, "t", "f"),
                        new ChatEvent.ToolArgumentsDelta(0, 0, "{}"),
                        new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use", null),
                        new ChatEvent.UsageReported(new Usage(25, 5, 0, 15, 0)),
                        new ChatEvent.Ended());
    }

    @Test
    void callsThatComeMixedReachAnAnthropicCallerOneAfterTheOther() throws IOException {
        byte[] stream = written(events(OPENAI_STREAM, OPENAI), ANTHROPIC, REPLY);
        assertThat(AnthropicStreamRules.check(stream)).isEqualTo(StreamEnd.COMPLETE);
        assertThat(transcript(stream))
                .containsExactly(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"c-1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"gpt-x\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":0}}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"I"
                                + " a\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"sk"
                                + " é漢😀\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":1}",
                        "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"b\",\"name\":\"g\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":2}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":7,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":3,\"output_tokens\":4}}",
                        "{\"type\":\"message_stop\"}");
        MessageAccumulator client = MessageAccumulator.create();
        for (EventStreamRules.Event event : EventStreamRules.check(stream)) {
            client.accumulate(com.anthropic.core.ObjectMappers.jsonMapper()
                    .readValue(event.data(), RawMessageStreamEvent.class)
                    .validate());
        }
        assertThat(client.message().content()).hasSize(3);
        assertThat(client.message().usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void aStreamOfAnthropicReachesAnOpenAiCaller() throws IOException {
        byte[] stream = written(events(ANTHROPIC_STREAM, ANTHROPIC), OPENAI, REPLY);
        assertThat(OpenAiStreamRules.check(stream, true)).isEqualTo(StreamEnd.COMPLETE);
        ChatCompletionAccumulator client = ChatCompletionAccumulator.create();
        List<String> deltas = new ArrayList<>();
        for (EventStreamRules.Event event : EventStreamRules.check(stream)) {
            if (!event.data().equals("[DONE]")) {
                client.accumulate(com.openai.core.ObjectMappers.jsonMapper()
                        .readValue(event.data(), ChatCompletionChunk.class)
                        .validate());
                deltas.add(json(event.data()).at("/choices/0/delta").toString()
                        + json(event.data()).at("/choices/0/finish_reason").asText("null")
                        + json(event.data()).path("usage"));
            }
        }
        assertThat(client.chatCompletion().choices().getFirst().message().content())
                .contains("I ask 漢😀");
        assertThat(deltas)
                .containsExactly(
                        "{\"role\":\"assistant\",\"content\":\"\"}nullnull",
                        "{\"reasoning_content\":\"hm\"}nullnull",
                        "{\"content\":\"I ask 漢😀\"}nullnull",
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}nullnull",
                        "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}nullnull",
                        "{}tool_callsnull",
                        "null{\"prompt_tokens\":30,\"completion_tokens\":15,\"total_tokens\":45,\"prompt_tokens_details\":{\"cached_tokens\":5},\"completion_tokens_details\":{\"reasoning_tokens\":0}}");
    }

    @Test
    void usageIsToldToAnOpenAiCallerOnlyIfAskedFor() {
        Reply quiet = new Reply("answer-1", "model-1", 1, false);
        byte[] stream = written(events(ANTHROPIC_STREAM, ANTHROPIC), OPENAI, quiet);
        assertThat(OpenAiStreamRules.check(stream, false)).isEqualTo(StreamEnd.COMPLETE);
        assertThat(new String(stream, UTF_8)).doesNotContain("usage");
    }

    @Test
    void theLibertiesOfCompatibleProvidersAreTaken() {
        assertThat(events(
                        data(
                                "{'choices':[{'delta':{'content':'a'}}]}",
                                "{'choices':[{'delta':{},'finish_reason':'stop'}]}",
                                "{'choices':[{'delta':{'content':''},'finish_reason':'stop'}],'usage':{'prompt_tokens':1}}"),
                        OPENAI))
                .as("no [DONE], and the reason told twice")
                .endsWith(
                        new ChatEvent.Finished(0, FinishReason.STOP, "stop", null),
                        new ChatEvent.UsageReported(new Usage(1, 0, 0, 0, 0)),
                        new ChatEvent.Ended());
        assertThat(events(data("{'choices':[{'delta':{'content':'a'}}]}", "[DONE]"), OPENAI))
                .as("no reason, but [DONE]")
                .endsWith(new ChatEvent.Finished(0, FinishReason.STOP, "", null), new ChatEvent.Ended());
        assertThat(events(
                        data(
                                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]}}]}",
                                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'b','function':{'name':'g','arguments':{}}}]}}]}",
                                "{'choices':[{'delta':{},'finish_reason':'stop'}]}",
                                "[DONE]"),
                        OPENAI))
                .as("every call has the same index, and the reason does not name them")
                .containsSubsequence(
                        new ChatEvent.ToolCallStarted(0, 0, "a", "f"),
                        new ChatEvent.ToolCallStarted(0, 1, "b", "g"),
                        new ChatEvent.ToolArgumentsDelta(0, 1, "{}"),
                        new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, "stop", null));
    }

    @Test
    void anErrorInsideAStreamIsRead() {
        assertThat(events(data("{'error':{'type':'overloaded_error','message':'Overloaded'}}"), OPENAI))
                .containsExactly(new ChatEvent.Failed(ApiError.of(ApiError.Kind.OVERLOADED, "Overloaded")));
        assertThat(events(
                        named(
                                "{'type':'error','error':{'details':null,'type':'overloaded_error','message':'Overloaded'}}"),
                        ANTHROPIC))
                .containsExactly(new ChatEvent.Failed(ApiError.of(ApiError.Kind.OVERLOADED, "Overloaded")));
        assertThat(events("event: error\ndata: <html>\n\n".getBytes(UTF_8), OPENAI))
                .singleElement()
                .isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorAndNotWithAnEnd() {
        List<ChatEvent> broken = List.of(
                new ChatEvent.Started("a", "m", 1, null),
                new ChatEvent.TextDelta(0, "half"),
                new ChatEvent.Malformed("The stream was cut off."),
                new ChatEvent.Ended());
        byte[] openAi = written(broken, OPENAI, REPLY);
        byte[] anthropic = written(broken, ANTHROPIC, REPLY);
        assertThat(OpenAiStreamRules.check(openAi, true)).isEqualTo(StreamEnd.ERROR);
        assertThat(AnthropicStreamRules.check(anthropic)).isEqualTo(StreamEnd.ERROR);
        assertThat(new String(openAi, UTF_8)).doesNotContain("[DONE]");
        assertThat(new String(anthropic, UTF_8)).doesNotContain("message_stop");
    }

    @Test
    void anErrorEventForAPassedThroughStreamIsReadAsOne() {
        ApiError error = ApiError.of(ApiError.Kind.OVERLOADED, "Stopped.");
        assertThat(events(OPENAI.writeErrorEvent(error), OPENAI))
                .singleElement()
                .isInstanceOf(ChatEvent.Failed.class);
        assertThat(events(ANTHROPIC.writeErrorEvent(error), ANTHROPIC)).containsExactly(new ChatEvent.Failed(error));
    }

    private static List<String> transcript(byte[] stream) {
        return EventStreamRules.check(stream).stream()
                .map(event -> json(event.data()).toString())
                .toList();
    }
}
