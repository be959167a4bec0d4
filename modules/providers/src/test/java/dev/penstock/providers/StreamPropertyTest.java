package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.REPLY;
import static dev.penstock.providers.Wire.events;
import static dev.penstock.providers.Wire.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.testkit.AnthropicStreamRules;
import dev.penstock.testkit.EventStreamRules;
import dev.penstock.testkit.OpenAiStreamRules;
import dev.penstock.testkit.StreamEnd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class StreamPropertyTest {
    @Property(tries = 1000)
    void whateverComesTheStreamThatGoesOutIsValid(
            @ForAll("pieces") List<ChatEvent> events, @ForAll boolean usageAsked) {
        List<ChatEvent> ended = new ArrayList<>(events);
        ended.add(new ChatEvent.Ended());
        Reply reply = new Reply("answer-1", "model-1", 1, usageAsked);
        OpenAiStreamRules.check(written(ended, OPENAI, reply), usageAsked);
        AnthropicStreamRules.check(written(ended, ANTHROPIC, reply));
    }

    @Property(tries = 300)
    void whatIsWrittenSaysTheSameWhenItIsReadAgain(@ForAll("answers") List<ChatEvent> events) {
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            byte[] stream = written(events, codec, REPLY);
            List<ChatEvent> again = events(stream, codec);
            assertThat(said(again)).isEqualTo(said(events));
            assertThat(written(again, codec, REPLY)).isEqualTo(written(events(stream, codec), codec, REPLY));
        }
    }

    @Test
    void aStreamCutAtAnyByteIsNeverPresentedAsWhole() {
        assertNeverWhole(StreamTranslationTest.OPENAI_STREAM, OPENAI, "'tool_calls'}");
        assertNeverWhole(StreamTranslationTest.ANTHROPIC_STREAM, ANTHROPIC, "'message_delta'");
    }

    @Test
    void aStreamThatArrivesByteByByteSaysTheSame() {
        byte[] stream = StreamTranslationTest.OPENAI_STREAM;
        assertThat(events(stream, OPENAI, 1)).isEqualTo(events(stream, OPENAI));
    }

    @Property(tries = 500)
    void strangeStreamsNeverThrowAndEndOnce(@ForAll int event, @ForAll int place) throws Exception {
        String[] strange = {"null", "7", "[]", "{}", "\"x\"", "-1e400", "true", "[null]", "-1"};
        for (byte[] stream : List.of(StreamTranslationTest.OPENAI_STREAM, StreamTranslationTest.ANTHROPIC_STREAM)) {
            List<EventStreamRules.Event> events = EventStreamRules.check(stream);
            int strangeEvent = Math.floorMod(event, events.size());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < events.size(); i++) {
                String data = events.get(i).data();
                if (i == strangeEvent && data.startsWith("{")) {
                    String value = strange[Math.floorMod(place / 31, strange.length)];
                    data = new String(Mutation.of(data, place, value), StandardCharsets.UTF_8);
                }
                out.writeBytes(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
            for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
                List<ChatEvent> read = events(out.toByteArray(), codec);
                assertThat(read.stream().filter(StreamPropertyTest::isEnd)).hasSize(1);
                assertThat(isEnd(read.getLast())).isTrue();
                OpenAiStreamRules.check(written(read, OPENAI, REPLY), true);
                AnthropicStreamRules.check(written(read, ANTHROPIC, REPLY));
            }
        }
    }

    @Property(tries = 300)
    void anyBytesNeverThrow(@ForAll byte[] bytes) {
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            assertThat(isEnd(events(bytes, codec).getLast())).isTrue();
            EventReader reader = codec.eventReader();
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(reader.read(new StreamEvent("message", text))).isNotNull();
        }
    }

    @Provide
    Arbitrary<List<ChatEvent>> pieces() {
        Arbitrary<Integer> choice = Arbitraries.frequency(Tuple.of(20, 0), Tuple.of(1, 1));
        Arbitrary<Integer> call = Arbitraries.integers().between(0, 2);
        Arbitrary<String> text = Arbitraries.of("", "a", "é漢😀", "\n\n", "data: x", "\u2028", "\ud83d", "\ude00");
        return Arbitraries.<ChatEvent>oneOf(
                        Arbitraries.just(new ChatEvent.Started("id", "m", 5, null)),
                        Combinators.combine(choice, text).as(ChatEvent.TextDelta::new),
                        Combinators.combine(choice, text).as(ChatEvent.ThinkingDelta::new),
                        Combinators.combine(choice, text).as(ChatEvent.ThinkingSignature::new),
                        Combinators.combine(choice, text).as(ChatEvent.RedactedThinking::new),
                        Combinators.combine(choice, text).as(ChatEvent.RefusalDelta::new),
                        Combinators.combine(choice, call)
                                .as((c, n) -> new ChatEvent.ToolCallStarted(c, n, "id" + n, "f")),
                        Combinators.combine(choice, call, text).as(ChatEvent.ToolArgumentsDelta::new),
                        Combinators.combine(choice, Arbitraries.of(FinishReason.class))
                                .as((c, reason) -> new ChatEvent.Finished(c, reason, "", null)),
                        Arbitraries.just(new ChatEvent.UsageReported(new Usage(1, 2, 3, 4, 1))),
                        Arbitraries.just(new ChatEvent.Failed(ApiError.of(ApiError.Kind.SERVER, "x"))),
                        Arbitraries.just(new ChatEvent.Malformed("x")))
                .list()
                .ofMaxSize(12);
    }

    /** Whole answers in the order in which both dialects tell them. */
    @Provide
    Arbitrary<List<ChatEvent>> answers() {
        Arbitrary<List<String>> texts = Arbitraries.of("a", "é漢😀", "\n\n", "data: x", "\ud83d", "\ude00")
                .list()
                .ofMaxSize(4);
        Arbitrary<Integer> calls = Arbitraries.integers().between(0, 3);
        return Combinators.combine(texts, texts, calls).as((thinking, said, callCount) -> {
            List<ChatEvent> events = new ArrayList<>();
            events.add(new ChatEvent.Started("id", "m", 5, null));
            thinking.forEach(text -> events.add(new ChatEvent.ThinkingDelta(0, text)));
            said.forEach(text -> events.add(new ChatEvent.TextDelta(0, text)));
            for (int call = 0; call < callCount; call++) {
                events.add(new ChatEvent.ToolCallStarted(0, call, "id" + call, "f"));
                events.add(new ChatEvent.ToolArgumentsDelta(0, call, "{\"a\":"));
                events.add(new ChatEvent.ToolArgumentsDelta(0, call, "1}"));
            }
            events.add(
                    new ChatEvent.Finished(0, callCount > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP, "", null));
            events.add(new ChatEvent.UsageReported(new Usage(1, 2, 0, 4, 0)));
            events.add(new ChatEvent.Ended());
            return events;
        });
    }

    /** What a stream says in the end, however it was cut into pieces. */
    private static List<String> said(List<ChatEvent> events) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<StringBuilder> calls = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.TextDelta delta -> text.append(delta.text());
                case ChatEvent.ThinkingDelta delta -> thinking.append(delta.text());
                case ChatEvent.ToolCallStarted call -> calls.add(new StringBuilder(call.id()).append(call.name()));
                case ChatEvent.ToolArgumentsDelta delta ->
                    calls.get(delta.call()).append(delta.json());
                case ChatEvent.Finished finished -> ends.add(finished.reason().word());
                case ChatEvent.Ended ended -> ends.add(ended.toString());
                case ChatEvent.UsageReported reported when !ends.isEmpty() -> ends.add(reported.toString());
                case ChatEvent.UsageReported _,
                        ChatEvent.Started _,
                        ChatEvent.ThinkingSignature _,
                        ChatEvent.RedactedThinking _,
                        ChatEvent.RefusalDelta _ -> {}
                case ChatEvent.Failed _, ChatEvent.Malformed _ -> throw new AssertionError(event);
            }
        }
        return List.of(text.toString(), thinking.toString(), calls.toString(), ends.toString());
    }

    private static boolean isEnd(ChatEvent event) {
        return event instanceof ChatEvent.Ended
                || event instanceof ChatEvent.Failed
                || event instanceof ChatEvent.Malformed;
    }

    /** Up to the event that tells the reason a stream is not whole; from there on it is. */
    private static void assertNeverWhole(byte[] stream, Codec codec, String reason) {
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        int told = text.indexOf("\n\n", text.indexOf(reason.replace('\'', '"'))) + 2;
        for (int cut = 0; cut <= stream.length; cut++) {
            List<ChatEvent> events = events(Arrays.copyOf(stream, cut), codec);
            StreamEnd expected = cut < told ? StreamEnd.ERROR : StreamEnd.COMPLETE;
            assertThat(OpenAiStreamRules.check(written(events, OPENAI, REPLY), true))
                    .as("cut at %s", cut)
                    .isEqualTo(expected);
            assertThat(AnthropicStreamRules.check(written(events, ANTHROPIC, REPLY)))
                    .as("cut at %s", cut)
                    .isEqualTo(expected);
        }
    }
}
