package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.core.Refusal;
import dev.penstock.core.config.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a request's body, up to a limit and as far as there is room. One per request. */
final class BodyReader {
    /** Is told once what came, unless the caller goes away first. */
    interface Reader {
        void whole(byte[] body);

        void refused(Refusal why);
    }

    private final HttpServerRequest http;
    private final long limitBytes;
    private final Room room;
    private final Collected body;
    private final Reader reader;
    private boolean over;

    private BodyReader(HttpServerRequest http, long limitBytes, Room room, Reader reader) {
        this.http = http;
        this.limitBytes = limitBytes;
        this.room = room;
        this.body = new Collected(room);
        this.reader = reader;
    }

    /** What is wrong with a request's head, before its body is looked at; null if nothing is. */
    static @Nullable Refusal checkHead(HttpServerRequest http, Limits limits) {
        String type = http.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isJson(type)) {
            return new Refusal.WrongContentType(type == null ? "" : CallerText.shown(type, http));
        }
        String encoding = String.join(", ", http.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        if (!encoding.isEmpty() && !encoding.strip().equalsIgnoreCase("identity")) {
            return new Refusal.WrongContentEncoding(CallerText.shown(encoding, http));
        }
        return announced(http) > limits.bodyBytes() ? new Refusal.BodyTooLarge(limits.bodyBytes()) : null;
    }

    private static long announced(HttpServerRequest http) {
        return Collected.announced(http.getHeader(HttpHeaders.CONTENT_LENGTH));
    }

    /** Reads the body of a request whose head is right. */
    static void read(HttpServerRequest http, Limits limits, Room room, Reader reader) {
        BodyReader reads = new BodyReader(http, limits.bodyBytes(), room, reader);
        if (reads.body.expect((int) announced(http))) {
            http.handler(reads::take).endHandler(_ -> reads.end());
        } else {
            reads.refuse(room.refusal());
        }
    }

    private void take(Buffer piece) {
        if (over) {
            return;
        }
        if (body.length() + piece.length() > limitBytes) {
            refuse(new Refusal.BodyTooLarge(limitBytes));
        } else if (!body.add(piece)) {
            refuse(room.refusal());
        }
    }

    private void refuse(Refusal why) {
        over = true;
        http.pause();
        reader.refused(why);
    }

    private void end() {
        if (over) {
            return;
        }
        byte[] whole = body.whole();
        if (whole == null) {
            refuse(room.refusal());
        } else {
            over = true;
            reader.whole(whole);
        }
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || (media.startsWith("application/") && media.endsWith("+json"));
    }
}
