package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.OUTBOUND;
import static dev.penstock.providers.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Effort;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.MediaSource;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.ResponseFormat;
import dev.penstock.core.chat.Role;
import dev.penstock.core.chat.Sampling;
import dev.penstock.core.chat.Thinking;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.chat.ToolChoice;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rule above all others, checked for everything that the neutral form can hold. */
class NothingIsDroppedTest {
    private static final FieldPath AT = FieldPath.of("somewhere");
    private static final ChatRequest PLAIN = ChatRequest.of("m", List.of(Message.of(Role.USER, "Hi")));

    @Test
    void everySettingIsWrittenOrRefusedByName() {
        Map<String, Sampling.Builder> each = new HashMap<>();
        each.put("maxTokens", new Sampling.Builder().maxTokens(given(77L)));
        each.put("temperature", new Sampling.Builder().temperature(given(0.5)));
        each.put("topP", new Sampling.Builder().topP(given(0.5)));
        each.put("topK", new Sampling.Builder().topK(given(5L)));
        each.put("stop", new Sampling.Builder().stop(given(List.of("END"))));
        each.put("seed", new Sampling.Builder().seed(given(5L)));
        each.put("presencePenalty", new Sampling.Builder().presencePenalty(given(0.5)));
        each.put("frequencyPenalty", new Sampling.Builder().frequencyPenalty(given(0.5)));
        each.put("n", new Sampling.Builder().n(given(2L)));
        each.put("logitBias", new Sampling.Builder().logitBias(given(new Json("{\"1\":1}"))));
        each.put("logprobs", new Sampling.Builder().logprobs(given(true)));
        each.put("topLogprobs", new Sampling.Builder().topLogprobs(given(2L)));
        each.put("effort", new Sampling.Builder().effort(given(Effort.LOW)));
        each.put("thinking", new Sampling.Builder().thinking(given(new Thinking.Budget(1024))));
        assertThat(each.keySet()).containsExactlyInAnyOrderElementsOf(components(Sampling.class));
        each.forEach((name, sampling) ->
                assertSaid(name, PLAIN.with().sampling(sampling.build()).build()));
    }

    @Test
    void everyEffortAndEveryWayToThinkIsWrittenOrRefusedByName() {
        for (Effort effort : Effort.values()) {
            assertSaid(effort.word(), sampled(new Sampling.Builder().effort(given(effort))));
        }
        for (Thinking thinking : List.of(
                new Thinking.Off(),
                new Thinking.Adaptive(),
                new Thinking.Budget(5),
                new Thinking.Native(Dialect.ANTHROPIC, new Json("{\"type\":\"x\"}")),
                new Thinking.Native(Dialect.OPENAI, new Json("{\"type\":\"x\"}")))) {
            assertSaid(thinking.toString(), sampled(new Sampling.Builder().thinking(given(thinking))));
        }
    }

    @Test
    void everyFieldOfTheBodyIsWrittenOrRefusedByName() {
        Tool tool = new Tool.Function("f", "d", new Json("{}"), given(true), null, AT);
        ChatRequest tools = PLAIN.with().tools(List.of(tool)).build();
        assertSaid("tools", tools);
        assertSaid("parallel", tools, tools.with().parallelTools(given(false)).build());
        for (ToolChoice choice : List.of(
                new ToolChoice.Auto(),
                new ToolChoice.None(),
                new ToolChoice.Any(),
                new ToolChoice.Named("f"),
                new ToolChoice.Native(Dialect.OPENAI, new Json("{\"type\":\"x\"}")),
                new ToolChoice.Native(Dialect.ANTHROPIC, new Json("{\"type\":\"x\"}")))) {
            assertSaid("choice", tools, tools.with().toolChoice(given(choice)).build());
        }
        for (ResponseFormat format : List.of(
                new ResponseFormat.JsonObject(),
                new ResponseFormat.JsonSchema("n", given("d"), new Json("{}"), null),
                new ResponseFormat.JsonSchema("n", null, new Json("{}"), null),
                new ResponseFormat.Native(Dialect.OPENAI, new Json("{\"type\":\"x\"}")),
                new ResponseFormat.Native(Dialect.ANTHROPIC, new Json("{\"type\":\"x\"}")))) {
            assertSaid("format", PLAIN.with().format(given(format)).build());
        }
        assertSaid("user", PLAIN.with().user(given("u")).build());
        assertSaid("metadata", PLAIN.with().metadata(given(Map.of("a", "b"))).build());
        assertSaid("stream", PLAIN.with().stream(true).build());
        for (Dialect dialect : Dialect.values()) {
            assertSaid("extra", PLAIN.with().extras(List.of(extra(dialect))).build());
            assertSaid(
                    "tool",
                    PLAIN.with()
                            .tools(List.of(new Tool.Native(dialect, new Json("{\"type\":\"x\"}"), AT)))
                            .build());
        }
    }

    @Test
    void everyPartAndEveryMarkOnItIsWrittenOrRefusedByName() {
        Given<CacheMark> cache = given(new CacheMark("5m"));
        MediaSource url = new MediaSource.Url("https://example.org/a");
        MediaSource.Base64 data = new MediaSource.Base64("application/pdf", "JVBE");
        Json none = Json.EMPTY_OBJECT;
        List<Part> said = List.of(new Part.Text("a"));
        assertAdded(Role.USER, new Part.Text("a"), new Part.Text("a", cache, AT));
        assertAdded(Role.USER, new Part.Image(url), new Part.Image(url, given("low"), null, AT));
        assertAdded(Role.USER, new Part.Image(url), new Part.Image(url, null, cache, AT));
        assertAdded(Role.USER, new Part.Document(data, null, null, AT), new Part.Document(data, "a.pdf", null, AT));
        assertAdded(Role.USER, new Part.Document(data, null, null, AT), new Part.Document(data, null, cache, AT));
        assertAdded(Role.ASSISTANT, new Part.ToolCall("c", "f", none), new Part.ToolCall("c", "f", none, cache, AT));
        assertAdded(Role.TOOL, new Part.ToolResult("c", "a"), new Part.ToolResult("c", said, true, null, AT));
        assertAdded(Role.TOOL, new Part.ToolResult("c", "a"), new Part.ToolResult("c", said, false, cache, AT));
        assertAdded(Role.ASSISTANT, new Part.Text("a"), new Part.Thinking("hm", "sig", AT));
        assertAdded(Role.ASSISTANT, new Part.Text("a"), new Part.Thinking("hm", null, AT));
        assertAdded(Role.ASSISTANT, new Part.Text("a"), new Part.RedactedThinking("zz", AT));
        assertAdded(Role.ASSISTANT, new Part.Text("a"), new Part.Refusal("no", AT));
        for (Dialect dialect : Dialect.values()) {
            for (Role role : Role.values()) {
                Part raw = new Part.Native(dialect, new Json("{\"type\":\"x\"}"), AT);
                assertSaid("native in " + role, with(new Message(role, List.of(raw))));
            }
            assertSaid(
                    "extra of a message", with(new Message(Role.USER, List.of(), null, List.of(extra(dialect)), AT)));
        }
        Message named = new Message(Role.USER, List.of(), given("ann"), List.of(), AT);
        assertSaid("name", with(new Message(Role.USER, List.of())), with(named));
    }

    private static void assertAdded(Role role, Part plain, Part marked) {
        ChatRequest before = with(new Message(role, List.of(plain)));
        assertSaid(plain.toString(), before);
        assertSaid(marked.toString(), before, with(new Message(role, List.of(marked))));
    }

    private static void assertSaid(String what, ChatRequest request) {
        assertSaid(what, PLAIN, request);
    }

    /** Each dialect writes something else for the second request than for the first, or refuses it by name. */
    private static void assertSaid(String what, ChatRequest before, ChatRequest request) {
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            switch (codec.writeRequest(request, OUTBOUND)) {
                case Result.Ok<byte[]> written ->
                    assertThat(written.value())
                            .as("%s in %s", what, codec.dialect())
                            .isNotEqualTo(ok(codec.writeRequest(before, OUTBOUND)));
                case Result.Refused<byte[]> refused -> {
                    assertThat(refused.refusal()).isInstanceOf(Refusal.InvalidField.class);
                    assertThat(refused.refusal().message())
                            .as("%s in %s", what, codec.dialect())
                            .startsWith("somewhere");
                }
            }
        }
    }

    private static ChatRequest sampled(Sampling.Builder sampling) {
        return PLAIN.with().sampling(sampling.build()).build();
    }

    private static ChatRequest with(Message message) {
        return PLAIN.with().messages(List.of(message)).build();
    }

    private static Extra extra(Dialect dialect) {
        return new Extra(dialect, "only_here", new Json("1"), AT);
    }

    private static <T> Given<T> given(T value) {
        return new Given<>(value, AT);
    }

    private static List<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
