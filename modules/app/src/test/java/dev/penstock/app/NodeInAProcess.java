package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.testkit.cluster.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a JVM of its own, with the launcher's heap. */
final class NodeInAProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("data plane on [^ ]*:(\\d+), operations on [^ ]*:(\\d+),");

    private final Path dir;
    private final Process process;
    private final int dataPort;
    private final int operationsPort;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private NodeInAProcess(Path dir, Process process) {
        this.dir = dir;
        this.process = process;
        Matcher greeting = Eventually.value("the greeting", () -> {
            Matcher found = GREETING.matcher(errors());
            if (!process.isAlive()) {
                throw new AssertionError("the node ended: " + errors());
            }
            return found.find() ? found : null;
        });
        dataPort = Integer.parseInt(greeting.group(1));
        operationsPort = Integer.parseInt(greeting.group(2));
    }

    /** Starts it with the configuration in a directory; what it writes goes there too. */
    static NodeInAProcess start(Path dir) {
        return new NodeInAProcess(dir, process(dir, "serve", "--config", dir.toString()));
    }

    /** A process of the command line, as the launcher starts it. */
    static Process process(Path dir, String... arguments) {
        return Program.start(dir.resolve("requests.jsonl"), dir.resolve("errors.txt"), List.of(), arguments);
    }

    int dataPort() {
        return dataPort;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** A post of JSON, with many seconds to be answered. */
    HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dataPort + path))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpClient http() {
        return http;
    }

    double bufferedBytes() {
        try {
            HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + "/metrics"))
                    .build();
            return http.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("penstock_buffered_bytes "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    String requestLog() {
        return read("requests.jsonl");
    }

    String errors() {
        return read("errors.txt");
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroyForcibly();
    }

    private String read(String name) {
        try {
            return Files.readString(dir.resolve(name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
