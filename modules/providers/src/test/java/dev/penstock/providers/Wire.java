package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.core.chat.ChatRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short words for the tests of the codecs. */
final class Wire {
    static final Codec OPENAI = Codecs.of(Dialect.OPENAI);
    static final Codec ANTHROPIC = Codecs.of(Dialect.ANTHROPIC);
    static final Outbound OUTBOUND = new Outbound("m", Outbound.MaxTokensField.MAX_COMPLETION_TOKENS, 4096, false);
    static final Reply REPLY = new Reply("answer-1", "model-1", 1700000000, true);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static JsonNode json(byte[] bytes) {
        return json(new String(bytes, UTF_8));
    }

    /** Single quotes for double ones, so that a body fits on a line. */
    static byte[] body(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    static Result<byte[]> translate(byte[] body, Codec from, Codec to) {
        return switch (from.readRequest(body)) {
            case Result.Ok<ChatRequest> read -> to.writeRequest(read.value(), OUTBOUND);
            case Result.Refused<ChatRequest> refused -> Result.refused(refused.refusal());
        };
    }

    static void assertTranslates(String body, Codec from, Codec to, String expected) {
        Result<byte[]> result = translate(body.getBytes(UTF_8), from, to);
        assertThat(result).as("%s", result).isInstanceOf(Result.Ok.class);
        assertThat(json(ok(result))).isEqualTo(json(expected));
    }

    static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T> good -> good.value();
            case Result.Refused<T> refused -> throw new AssertionError(refused.refusal());
        };
    }

    static Refusal refusal(Result<?> result) {
        return switch (result) {
            case Result.Ok<?> good -> throw new AssertionError("not refused: " + good.value());
            case Result.Refused<?> refused -> refused.refusal();
        };
    }

    static ChatAnswer answer(AnswerRead read) {
        return switch (read) {
            case AnswerRead.Answer answer -> answer.answer();
            case AnswerRead.Malformed malformed -> throw new AssertionError(malformed.what());
        };
    }

    /** The events of a stream that comes in pieces of {@code step} bytes. */
    static List<StreamEvent> frames(byte[] stream, int step) {
        EventFrames frames = new EventFrames(1 << 20);
        List<StreamEvent> events = new ArrayList<>();
        EventFrames.Sink sink = (_, _, _) -> {
            if (frames.hasData()) {
                events.add(StreamEvent.of(frames));
            }
        };
        for (int from = 0; from < stream.length; from += Math.min(step, stream.length - from)) {
            int to = Math.min(stream.length, from + Math.min(step, stream.length - from));
            assertThat(frames.feed(Arrays.copyOfRange(stream, from, to), sink)).isTrue();
        }
        return events;
    }

    /** What a whole stream says. */
    static List<ChatEvent> events(byte[] stream, Codec from) {
        return events(stream, from, stream.length);
    }

    /** What a stream says that comes in pieces of {@code step} bytes. */
    static List<ChatEvent> events(byte[] stream, Codec from, int step) {
        EventReader reader = from.eventReader();
        List<ChatEvent> events = new ArrayList<>();
        for (StreamEvent event : frames(stream, step)) {
            events.addAll(reader.read(event));
        }
        events.addAll(reader.end());
        return events;
    }

    static byte[] written(List<ChatEvent> events, Codec to, Reply reply) {
        EventWriter writer = to.eventWriter(reply);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(writer.write(event)));
        return out.toByteArray();
    }

    static byte[] data(String... chunks) {
        StringBuilder stream = new StringBuilder();
        for (String chunk : chunks) {
            stream.append("data: ").append(chunk.replace('\'', '"')).append("\n\n");
        }
        return stream.toString().getBytes(UTF_8);
    }

    /** Events of Anthropic's form: the type is the name. */
    static byte[] named(String... chunks) {
        StringBuilder stream = new StringBuilder();
        for (String chunk : chunks) {
            String text = chunk.replace('\'', '"');
            stream.append("event: ").append(json(text).path("type").asText()).append('\n');
            stream.append("data: ").append(text).append("\n\n");
        }
        return stream.toString().getBytes(UTF_8);
    }
}
