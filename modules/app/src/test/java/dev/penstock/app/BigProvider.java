package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Speaks OpenAI's dialect and gives every caller the same answer, to several of them at once. */
final class BigProvider implements AutoCloseable {
    private static final int PIECE = 256 << 10;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile byte[] answer = {};
    private volatile boolean announced;
    private volatile CountDownLatch together = new CountDownLatch(0);

    BigProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * What it says from now on.
     *
     * @param inOne whether it announces the length
     * @param callers how many it waits for, a while, before it answers the first
     */
    void says(String content, boolean inOne, int callers) {
        announced = inOne;
        together = new CountDownLatch(callers);
        answer =
                ("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"big\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"" + content
                                + "\"},\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}")
                        .getBytes(UTF_8);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            call.getRequestBody().transferTo(OutputStream.nullOutputStream());
            together.countDown();
            await(together);
            byte[] bytes = answer;
            call.getResponseHeaders().add("content-type", "application/json");
            call.sendResponseHeaders(200, announced ? bytes.length : 0);
            for (int at = 0; at < bytes.length; at += PIECE) {
                call.getResponseBody().write(bytes, at, Math.min(PIECE, bytes.length - at));
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            var _ = latch.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
