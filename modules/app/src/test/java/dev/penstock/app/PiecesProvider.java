package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Speaks OpenAI's dialect in streams that are written down beforehand, each in one piece, and notes what it is asked.
 */
final class PiecesProvider implements AutoCloseable {
    private final HttpServer server;
    private final Queue<String> streams = new ConcurrentLinkedQueue<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** The next callers get these, one each. */
    PiecesProvider(String... next) {
        streams.addAll(List.of(next));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    static String begin() {
        return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    static String text(String text) {
        return chunk("{\"content\":\"" + text + "\"}", "null");
    }

    static String end() {
        return chunk("{}", "\"stop\"") + "data: [DONE]\n\n";
    }

    static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"pieces\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            asked.add(new String(call.getRequestBody().readAllBytes(), UTF_8));
            byte[] stream = streams.remove().getBytes(UTF_8);
            call.getResponseHeaders().set("content-type", "text/event-stream");
            call.sendResponseHeaders(200, stream.length);
            call.getResponseBody().write(stream);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
