package dev.penstock.providers.anthropic;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codec;
import dev.penstock.providers.EventReader;
import dev.penstock.providers.EventWriter;
import dev.penstock.providers.Outbound;
import dev.penstock.providers.ProviderError;
import dev.penstock.providers.Reply;
import dev.penstock.providers.StreamWatch;
import dev.penstock.providers.Transcript;
import dev.penstock.providers.wire.EventBytes;
import dev.penstock.providers.wire.ForeignError;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import org.jspecify.annotations.Nullable;

/** The codec of Anthropic's Messages. */
public final class AnthropicCodec implements Codec {
    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public Result<ChatRequest> readRequest(byte[] body) {
        return Refused.catching(() -> RequestReader.read(JsonWire.request(body)));
    }

    @Override
    public Result<byte[]> writeRequest(ChatRequest request, Outbound outbound) {
        return Refused.catching(() -> JsonWire.bytes(RequestWriter.write(request, outbound)));
    }

    @Override
    public AnswerRead readAnswer(byte[] body) {
        return AnswerReader.read(JsonWire.foreign(body));
    }

    @Override
    public byte[] writeAnswer(ChatAnswer answer, Reply reply) {
        return JsonWire.bytes(AnswerWriter.write(answer, reply));
    }

    @Override
    public ProviderError readError(int status, byte[] body) {
        return ForeignError.read(status, body);
    }

    @Override
    public byte[] writeError(ApiError error, String requestId) {
        return JsonWire.bytes(Errors.write(error, requestId));
    }

    @Override
    public int errorStatus(ApiError error) {
        return Errors.status(error);
    }

    @Override
    public EventReader eventReader() {
        return new StreamReader();
    }

    @Override
    public EventWriter eventWriter(Reply reply) {
        return new StreamWriter(reply);
    }

    @Override
    public AnswerFacts factsOf(byte[] answer) {
        AnswerFacts facts = new AnswerFacts();
        JsonCursor cursor = new JsonCursor(answer);
        AnthropicScan.answer(cursor, facts);
        return facts;
    }

    @Override
    public StreamWatch streamWatch(@Nullable Transcript transcript) {
        return new AnthropicWatch(transcript);
    }

    @Override
    public byte[] writeErrorEvent(ApiError error) {
        return new EventBytes().event("error", Errors.write(error, "")).toBytes();
    }
}
