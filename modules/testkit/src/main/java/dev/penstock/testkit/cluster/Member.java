package dev.penstock.testkit.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One node of a test's cluster: its files, its process while it runs, and how to call it. */
public final class Member {
    /** The operators' token of all nodes of all tests. */
    public static final String TOKEN = "pt-operator-of-the-cluster-tests";

    /** How long a node may take to be ready, on a machine that is busy with other things. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int SHOWN_LINES = 60;
    /**
     * For the JVM of a node: it starts in half the time, and nothing here is measured that the second compiler makes
     * faster.
     */
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Path dir;
    private final String host;
    private final int firstPort;
    private final HttpClient http;
    private final Launch launch;
    private @Nullable Process process;

    /** How the process of the node in a directory is started. */
    public interface Launch {
        Process start(Path dir);
    }

    /** Its files must be in the directory when it is started; its data will be. */
    Member(String name, Path dir, String host, int firstPort, HttpClient http) {
        this(name, dir, host, firstPort, http, Member::serve);
    }

    /** The same, started in another way. */
    public Member(String name, Path dir, String host, int firstPort, HttpClient http, Launch launch) {
        this.name = name;
        this.dir = dir;
        this.host = host;
        this.firstPort = firstPort;
        this.http = http;
        this.launch = launch;
    }

    private static Process serve(Path dir) {
        return Program.start(
                dir.resolve("requests.jsonl"),
                dir.resolve("errors.txt"),
                QUICK_START,
                "serve",
                "--config",
                dir.toString());
    }

    public String name() {
        return name;
    }

    /** The directory with its configuration, its data and what it writes. */
    public Path dir() {
        return dir;
    }

    /** Where applications call it. */
    public String dataUrl() {
        return "http://" + host + ":" + firstPort;
    }

    /** Starts its process, and does not wait until it is ready. */
    public synchronized void start() {
        if (isAlive()) {
            throw new IllegalStateException("node " + name + " runs already");
        }
        process = launch.start(dir);
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Waits until it takes requests. */
    public void awaitReady() {
        await("ready", this::isReady);
    }

    /** Waits until operators can reach it, ready or not. */
    public void awaitUp() {
        await("up", () -> health("live"));
    }

    private void await(String what, BooleanSupplier condition) {
        Awaiting.within(START, () -> "node " + name + " is " + what + "\n" + lastWords(), () -> {
            if (!isAlive()) {
                throw new AssertionError("node " + name + " has ended\n" + lastWords());
            }
            return condition.getAsBoolean();
        });
    }

    /** Whether it takes requests. */
    public boolean isReady() {
        return health("ready");
    }

    private boolean health(String what) {
        return get("http://" + host + ":" + (firstPort + 2) + "/health/" + what, ANSWER)
                        .status()
                == 200;
    }

    /** Ends it at once, as a power cut would: SIGKILL. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Stops it as a machine that hangs does: SIGSTOP. It must run. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(running().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("node " + this.name + " took no SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Asks it to end: SIGTERM. */
    public void terminate() {
        running().destroy();
        awaitEnd();
    }

    /** Waits for its end, and says its exit code. */
    public int awaitEnd() {
        try {
            if (!running().waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("node " + name + " has not ended\n" + lastWords());
            }
            return running().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException("node " + name + " was never started");
        }
        return process;
    }

    /** Loses its disk: it must not run. */
    public void wipeDisk() {
        if (isAlive()) {
            throw new IllegalStateException("node " + name + " runs");
        }
        Folder.delete(dir.resolve("data"));
    }

    /** Reads from its admin API. */
    public Answer read(String path) {
        return read(path, ANSWER);
    }

    /** The same, for as long as one is willing to wait. */
    public Answer read(String path, Duration limit) {
        return get(adminUrl() + path, limit);
    }

    /** Writes to its admin API. */
    public Answer write(String method, String path, String json) {
        return write(method, path, json, ANSWER);
    }

    /** The same, for as long as one is willing to wait. */
    public Answer write(String method, String path, String json, Duration limit) {
        return send(request(adminUrl() + path, limit)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    private String adminUrl() {
        return "http://" + host + ":" + (firstPort + 1);
    }

    private Answer get(String url, Duration limit) {
        return send(request(url, limit));
    }

    private static HttpRequest.Builder request(String url, Duration limit) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(limit).header("authorization", "Bearer " + TOKEN);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (ConnectException e) {
            return Answer.none(Answer.NOT_SENT);
        } catch (IOException e) {
            return Answer.none(Answer.LOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What it has written to standard error since its first start. */
    public String errors() {
        return Folder.read(dir.resolve("errors.txt"));
    }

    /** The end of {@link #errors}. */
    String lastWords() {
        List<String> lines = errors().lines().toList();
        return "---- node " + name + (isAlive() ? " (runs)" : " (does not run)") + " said last:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()))
                + "\n";
    }

    /** Ends it if it runs, whatever it does. */
    public synchronized void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
