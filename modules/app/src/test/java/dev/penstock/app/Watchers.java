package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Operators who read from nodes all the time, one for each, until closed: every answer must be good. */
final class Watchers implements AutoCloseable {
    private final Queue<String> bad = new ConcurrentLinkedQueue<>();
    private final AtomicInteger good = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean over;

    private Watchers(List<Member> nodes) {
        threads = nodes.stream()
                .map(node -> Thread.ofPlatform().daemon().start(() -> watch(node)))
                .toList();
    }

    static Watchers of(List<Member> nodes) {
        return new Watchers(nodes);
    }

    private void watch(Member node) {
        while (!over) {
            for (String path : List.of("/admin/v1/routes", "/admin/v1/kills", "/admin/v1/cluster")) {
                Answer answer = node.read(path);
                if (answer.status() == 200) {
                    good.incrementAndGet();
                } else {
                    bad.add(node.name() + " " + path + ": " + answer);
                }
            }
        }
    }

    /** Stops reading, and looks at what was answered. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(bad).isEmpty();
        assertThat(good.get()).isPositive();
    }
}
