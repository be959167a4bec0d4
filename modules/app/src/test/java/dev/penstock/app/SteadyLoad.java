package dev.penstock.app;

import dev.penstock.testkit.cluster.Member;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Chats of ever new users, so many each second, on each node of a cluster in turn, until it is closed. */
final class SteadyLoad implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 500;
    /** The users of all loads. */
    private static final AtomicInteger USERS = new AtomicInteger();

    private final List<Member> nodes;
    private final String route;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    /** Counts on the timer's thread. */
    private int sent;

    private final Map<Member, AtomicInteger> answered = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

    /** What a caller of a node got that is no answer. */
    record Failure(Member node, String what) {
        @Override
        public String toString() {
            return node.name() + ": " + what;
        }
    }

    private SteadyLoad(List<Member> nodes, String route) {
        this.nodes = nodes;
        this.route = route;
        nodes.forEach(node -> answered.put(node, new AtomicInteger()));
    }

    static SteadyLoad start(List<Member> nodes, String route, int perSecond) {
        SteadyLoad load = new SteadyLoad(nodes, route);
        long everyNanos = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
        var _ = load.timer.scheduleAtFixedRate(load::ask, 0, everyNanos, TimeUnit.NANOSECONDS);
        return load;
    }

    private void ask() {
        if (!room.tryAcquire()) {
            return;
        }
        Member node = nodes.get(sent++ % nodes.size());
        HttpRequest chat = HttpRequest.newBuilder(URI.create(node.dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-user", "user-" + USERS.getAndIncrement())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        var _ = http.sendAsync(chat, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            room.release();
            if (failure != null) {
                failures.add(new Failure(node, failure.toString()));
            } else if (answer.statusCode() != 200) {
                failures.add(new Failure(node, answer.statusCode() + " " + answer.body()));
            } else {
                answered(node).incrementAndGet();
            }
        });
    }

    private AtomicInteger answered(Member node) {
        return Objects.requireNonNull(answered.get(node));
    }

    int answered() {
        return answeredBy(nodes);
    }

    int answeredBy(List<Member> some) {
        return some.stream().mapToInt(node -> answered(node).get()).sum();
    }

    List<Failure> failures() {
        return failuresAt(nodes);
    }

    /** Of what was sent to these. */
    List<Failure> failuresAt(List<Member> some) {
        return failures.stream()
                .filter(failure -> some.contains(failure.node()))
                .toList();
    }

    /** Waits for the answers that are still to come. */
    @Override
    public void close() {
        timer.shutdownNow();
        Eventually.that("all were answered", () -> room.availablePermits() == MOST_UNDER_WAY);
        http.close();
    }
}
