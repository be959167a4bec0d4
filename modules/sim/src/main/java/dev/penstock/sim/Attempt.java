package dev.penstock.sim;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt while it happens. Written by its event loop, read by anyone. */
final class Attempt {
    private final long id;
    private final Instant received;
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private byte @Nullable [] body;
    private int bodyBytes;
    private @Nullable String model;
    private @Nullable FaultSpec fault;
    private int status;
    private @Nullable Instant firstByte;
    private int chunks;
    private @Nullable Instant ended;
    private String how = "open";

    Attempt(long id, Instant received, String method, String path, Map<String, String> headers) {
        this.id = id;
        this.received = received;
        this.method = method;
        this.path = path;
        this.headers = headers;
    }

    long id() {
        return id;
    }

    synchronized void body(byte[] bytes) {
        body = bytes;
        bodyBytes = bytes.length;
    }

    synchronized void asked(String asked) {
        model = asked;
    }

    synchronized void fault(@Nullable FaultSpec given) {
        fault = given;
    }

    synchronized void wrote(int withStatus, Instant now) {
        if (firstByte == null) {
            firstByte = now;
            status = withStatus;
        }
        chunks++;
    }

    synchronized void ended(Instant now) {
        end(now, fault == null ? "completed" : "fault:" + fault.fault().label());
    }

    synchronized void cancelled(Instant now) {
        end(now, "client-cancelled");
    }

    private void end(Instant now, String told) {
        if (ended == null) {
            ended = now;
            how = told;
        }
    }

    /** Forgets the body; the number of bytes that frees. */
    synchronized int dropBody() {
        int freed = body == null ? 0 : body.length;
        body = null;
        return freed;
    }

    synchronized LoggedAttempt told() {
        return new LoggedAttempt(
                id,
                received,
                method,
                path,
                model,
                fault == null ? null : fault.toString(),
                headers,
                bodyBytes,
                body == null ? null : new String(body, StandardCharsets.UTF_8),
                status,
                firstByte,
                chunks,
                ended,
                how);
    }
}
