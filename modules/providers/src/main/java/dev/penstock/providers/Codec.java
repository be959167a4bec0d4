package dev.penstock.providers;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * One dialect, both ways and on both sides: callers' requests and providers' answers are read into the neutral form,
 * and written from it. Nothing foreign makes it throw. Stateless but for the readers and writers of streams.
 */
public interface Codec {
    Dialect dialect();

    /**
     * Reads a caller's request. Refuses malformed JSON with the byte offset, and a field that is missing or has an
     * unusable value with its path. What only this dialect has is kept as a native value.
     */
    Result<ChatRequest> readRequest(byte[] body);

    /**
     * Writes a request for a provider. Refuses what this dialect cannot express, naming the field in the caller's
     * words; nothing is dropped unseen.
     */
    Result<byte[]> writeRequest(ChatRequest request, Outbound outbound);

    /** Reads a provider's answer. */
    AnswerRead readAnswer(byte[] body);

    /** Writes an answer for a caller; {@code reply} fills in what the provider left open. */
    byte[] writeAnswer(ChatAnswer answer, Reply reply);

    /**
     * Reads a provider's error, whatever the body is. The message is fit for a caller: without credentials, HTML or
     * more than a few hundred characters.
     */
    ProviderError readError(int status, byte[] body);

    /** Writes an error for a caller. {@code requestId} is the trace's. */
    byte[] writeError(ApiError error, String requestId);

    /** The HTTP status that goes with it, one that the dialect's official clients know. */
    int errorStatus(ApiError error);

    /** A reader for one stream of a provider. */
    EventReader eventReader();

    /** A writer for one stream to a caller. */
    EventWriter eventWriter(Reply reply);

    /**
     * Notes what must be known of an answer that goes to the caller as it came, without reading the rest.
     *
     * @throws dev.penstock.core.json.MalformedJsonException if it is not one in the dialect
     */
    AnswerFacts factsOf(byte[] answer);

    /** A watch for one stream that goes to the caller as it came; {@code transcript} notes what the caller gets. */
    StreamWatch streamWatch(@Nullable Transcript transcript);

    /** An SSE event that tells the caller of a passed-through stream that it broke. */
    byte[] writeErrorEvent(ApiError error);
}
