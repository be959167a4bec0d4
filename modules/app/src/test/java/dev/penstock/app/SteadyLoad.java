package dev.penstock.app;

import dev.penstock.testkit.cluster.Member;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Chats of ever new users, so many each second, on each node of a cluster in turn, until it is closed. */
final class SteadyLoad implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 500;

    private final List<Member> nodes;
    private final String route;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    private SteadyLoad(List<Member> nodes, String route) {
        this.nodes = nodes;
        this.route = route;
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
        int number = sent.getAndIncrement();
        HttpRequest chat = HttpRequest.newBuilder(
                        URI.create(nodes.get(number % nodes.size()).dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-user", "user-" + route + "-" + number)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        var _ = http.sendAsync(chat, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            room.release();
            if (failure != null) {
                failures.add(failure.toString());
            } else if (answer.statusCode() != 200) {
                failures.add(answer.statusCode() + " " + answer.body());
            } else {
                answered.incrementAndGet();
            }
        });
    }

    int answered() {
        return answered.get();
    }

    /** What callers got that is no answer. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits for the answers that are still to come. */
    @Override
    public void close() {
        timer.shutdownNow();
        Eventually.that("all were answered", () -> room.availablePermits() == MOST_UNDER_WAY);
        http.close();
    }
}
