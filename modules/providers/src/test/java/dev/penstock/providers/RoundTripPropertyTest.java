package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.OUTBOUND;
import static dev.penstock.providers.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Result;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Effort;
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
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class RoundTripPropertyTest {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void whatBothDialectsCanSayIsTheSameAfterEachOfThem(@ForAll("requests") ChatRequest request) {
        ChatRequest afterOpenAi = ok(OPENAI.readRequest(ok(OPENAI.writeRequest(request, OUTBOUND))));
        assertThat(afterOpenAi).isEqualTo(request);
        ChatRequest afterAnthropic = ok(ANTHROPIC.readRequest(ok(ANTHROPIC.writeRequest(request, OUTBOUND))));
        assertThat(withoutLabels(afterAnthropic)).isEqualTo(withoutLabels(request));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void thinkingAndCacheMarksAreTheSameAfterAnthropic(@ForAll("requests") ChatRequest request) {
        List<Message> messages = new ArrayList<>(request.messages());
        Given<CacheMark> cache = Given.of(new CacheMark("1h"));
        messages.add(new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Thinking("hm", "sig"),
                        new Part.RedactedThinking("zz"),
                        new Part.Text("a", cache, FieldPath.root()))));
        ChatRequest more = request.with()
                .messages(messages)
                .sampling(request.sampling()
                        .with()
                        .topK(Given.of(7L))
                        .thinking(Given.of(new Thinking.Budget(2000)))
                        .build())
                .build();
        ChatRequest after = ok(ANTHROPIC.readRequest(ok(ANTHROPIC.writeRequest(more, OUTBOUND))));
        assertThat(withoutLabels(after)).isEqualTo(withoutLabels(more));
        assertThat(OPENAI.writeRequest(more, OUTBOUND)).isInstanceOf(Result.Refused.class);
    }

    /** The name of a schema is a label that one dialect demands and the other does not have. */
    private static ChatRequest withoutLabels(ChatRequest request) {
        if (request.format() != null && request.format().value() instanceof ResponseFormat.JsonSchema schema) {
            return request.with()
                    .format(Given.of(new ResponseFormat.JsonSchema(null, null, schema.schema(), schema.strict())))
                    .build();
        }
        return request;
    }

    @Provide
    Arbitrary<ChatRequest> requests() {
        return Combinators.combine(conversations(), toolSets(), samplings(), formats(), Arbitraries.of(true, false))
                .as((messages, tools, sampling, format, stream) -> {
                    ChatRequest.Builder request = new ChatRequest.Builder("m")
                                    .messages(messages)
                                    .tools(tools)
                                    .sampling(sampling)
                                    .format(format)
                                    .user(stream ? Given.of("u") : null)
                                    .stream(stream);
                    if (!tools.isEmpty()) {
                        ToolChoice choice = stream ? new ToolChoice.Any() : new ToolChoice.Named("f0");
                        request.toolChoice(Given.of(choice)).parallelTools(Given.of(stream));
                    }
                    return request.build();
                });
    }

    private static Arbitrary<List<Message>> conversations() {
        Arbitrary<List<Message>> turns = turn().list()
                .ofMaxSize(4)
                .map(lists -> lists.stream().flatMap(List::stream).toList());
        return Combinators.combine(Arbitraries.of(true, false), turns).as((system, messages) -> {
            List<Message> all = new ArrayList<>();
            if (system) {
                all.add(Message.of(Role.SYSTEM, "Be brief."));
            }
            all.addAll(messages);
            return all;
        });
    }

    /** A user's words, an answer with calls, and their results. */
    private static Arbitrary<List<Message>> turn() {
        Arbitrary<String> text = Arbitraries.of("a", "é漢😀", "\"quoted\"\\", " \n\u0001\u2028", "</html>");
        Arbitrary<Part> said = Arbitraries.oneOf(
                text.map(Part.Text::new),
                Arbitraries.just(new Part.Image(new MediaSource.Url("https://example.org/a"))),
                Arbitraries.just(new Part.Image(new MediaSource.Base64("image/png", "iVBORw0="))),
                Arbitraries.just(new Part.Document(
                        new MediaSource.Base64("application/pdf", "JVBE"), "a.pdf", null, FieldPath.root())));
        Arbitrary<Integer> calls = Arbitraries.integers().between(0, 3);
        return Combinators.combine(said.list().ofMinSize(1).ofMaxSize(3), text, calls)
                .as((user, words, count) -> {
                    List<Part> answer = new ArrayList<>(List.of(new Part.Text(words)));
                    List<Part> results = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        answer.add(new Part.ToolCall("c" + i, "f" + i, new Json("{\"a\":[1.50,\"x\"]}")));
                        results.add(new Part.ToolResult("c" + i, words));
                    }
                    List<Message> messages = new ArrayList<>();
                    messages.add(new Message(Role.USER, user));
                    messages.add(new Message(Role.ASSISTANT, answer));
                    if (count > 0) {
                        messages.add(new Message(Role.TOOL, results));
                    }
                    return messages;
                });
    }

    private static Arbitrary<List<Tool>> toolSets() {
        return Arbitraries.integers().between(0, 2).map(count -> {
            List<Tool> tools = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tools.add(new Tool.Function(
                        "f" + i, i == 0 ? "Does it." : null, new Json("{\"type\":\"object\",\"x\":1.50}")));
            }
            return tools;
        });
    }

    private static Arbitrary<Sampling> samplings() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH),
                        Arbitraries.integers().between(0, 7))
                .as((maxTokens, temperature, topP, effort, which) -> new Sampling.Builder()
                        .maxTokens(Given.of(maxTokens))
                        .temperature(given(which, 1, temperature))
                        .topP(given(which, 2, topP))
                        .effort(given(which, 4, effort))
                        .stop(given(which, 1, List.of("END", "\n")))
                        .thinking((which & 4) == 0 && (which & 2) != 0 ? Given.of(new Thinking.Off()) : null)
                        .build());
    }

    private static <T> @Nullable Given<T> given(int which, int bit, T value) {
        return (which & bit) == 0 ? null : Given.of(value);
    }

    private static Arbitrary<@Nullable Given<ResponseFormat>> formats() {
        return Arbitraries.of(0, 1)
                .map(which -> which == 0
                        ? null
                        : Given.of(new ResponseFormat.JsonSchema(
                                "answer", null, new Json("{\"type\":\"object\"}"), Given.of(true))));
    }
}
