package dev.penstock.gateway;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Reads a request's body into one array of the right size, up to a limit. One per request. */
final class BodyReader {
    private static final int SIZE_UNKNOWN = 4_096;

    /** Is told once what came, unless the caller goes away first. */
    interface Reader {
        void whole(byte[] body);

        void refused(Refusal why);
    }

    private final HttpServerRequest http;
    private final long limitBytes;
    private final LongFunction<@Nullable Refusal> reserve;
    private final Reader reader;
    private byte[] bytes = {};
    private int length;
    private boolean over;

    private BodyReader(
            HttpServerRequest http, long limitBytes, LongFunction<@Nullable Refusal> reserve, Reader reader) {
        this.http = http;
        this.limitBytes = limitBytes;
        this.reserve = reserve;
        this.reader = reader;
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

    /** Reads the body. {@code reserve} is asked for memory before it is taken: for so many bytes in all. */
    static void read(HttpServerRequest http, Limits limits, LongFunction<@Nullable Refusal> reserve, Reader reader) {
        BodyReader body = new BodyReader(http, limits.bodyBytes(), reserve, reader);
        long announced = announced(http);
        if (body.grow(announced == 0 ? SIZE_UNKNOWN : (int) announced)) {
            http.handler(body::take).endHandler(_ -> body.end());
        }
    }

    private void take(Buffer piece) {
        if (over) {
            return;
        }
        int needed = length + piece.length();
        if (needed > limitBytes) {
            refuse(new Refusal.BodyTooLarge(limitBytes));
        } else if (needed <= bytes.length || grow((int) Math.min(Math.max(needed, 2L * bytes.length), limitBytes))) {
            piece.getBytes(bytes, length);
            length = needed;
        }
    }

    private boolean grow(int size) {
        Refusal noMemory = reserve.apply(size);
        if (noMemory != null) {
            refuse(noMemory);
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    private void refuse(Refusal why) {
        over = true;
        bytes = new byte[0];
        http.pause();
        reader.refused(why);
    }

    private void end() {
        if (!over) {
            over = true;
            reader.whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || (media.startsWith("application/") && media.endsWith("+json"));
    }
}
