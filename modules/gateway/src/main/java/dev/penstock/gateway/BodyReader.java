package dev.penstock.gateway;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a request's body into one array of the right size, up to a limit. One per request. */
final class BodyReader {
    private static final int SIZE_UNKNOWN = 4_096;

    private final HttpServerRequest http;
    private final long limitBytes;
    private final Consumer<byte[]> whole;
    private final Consumer<Refusal> refused;
    private byte[] bytes;
    private int length;
    private boolean over;

    private BodyReader(
            HttpServerRequest http, long limitBytes, int size, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        this.http = http;
        this.limitBytes = limitBytes;
        this.bytes = new byte[size];
        this.whole = whole;
        this.refused = refused;
    }

    /** What is wrong with a request's head, before its body is looked at; null if nothing is. */
    static @Nullable Refusal checkHead(HttpServerRequest http, Limits limits) {
        String type = http.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isJson(type)) {
            return new Refusal.WrongContentType(type == null ? "" : type);
        }
        return announced(http) > limits.bodyBytes() ? new Refusal.BodyTooLarge(limits.bodyBytes()) : null;
    }

    /** The size that the request announces in bytes; 0 where it announces none. */
    static long announced(HttpServerRequest http) {
        String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The server has checked that it is a number; one of more than 18 digits is larger than any limit.
        return length == null ? 0 : length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length.strip());
    }

    /** Reads the body; one of the two is called once, unless the caller goes away first. */
    static void read(HttpServerRequest http, Limits limits, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        long announced = announced(http);
        int size = announced == 0 ? SIZE_UNKNOWN : (int) announced;
        BodyReader reader = new BodyReader(http, limits.bodyBytes(), size, whole, refused);
        http.handler(reader::take).endHandler(_ -> reader.end());
    }

    private void take(Buffer piece) {
        if (over) {
            return;
        }
        int needed = length + piece.length();
        if (needed > limitBytes) {
            over = true;
            bytes = new byte[0];
            http.pause();
            refused.accept(new Refusal.BodyTooLarge(limitBytes));
            return;
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), limitBytes));
        }
        piece.getBytes(bytes, length);
        length = needed;
    }

    private void end() {
        if (!over) {
            over = true;
            whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || (media.startsWith("application/") && media.endsWith("+json"));
    }
}
