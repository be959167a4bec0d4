package dev.penstock.gateway;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 connections to one provider, of one event loop: one call at a time on each, the one used last is used
 * next.
 *
 * <p>It takes the place of the client's own pool, which serves every thread and every protocol, and whose queue nobody
 * can leave (docs/decisions/0010).
 */
final class ConnectionPool {
    /** Whoever wants a connection. Is told once, unless it stops waiting. */
    interface Waiter {
        /**
         * Has the connection until it {@linkplain ConnectionPool#release releases} or closes it.
         *
         * @param openingNanos how long it took to open; 0 for one that was open already
         */
        void connected(HttpClientConnection connection, long openingNanos);

        void notConnected(Throwable why);

        /** How long it would wait for a connection to be made. */
        Duration patience();
    }

    /**
     * A connection that nobody used for so long is closed: most servers would close it soon, perhaps under a request.
     */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(50);

    private static final long CLEANING_MILLIS = 5_000;

    private final Vertx vertx;
    private final Function<Duration, HttpClientAgent> clients;
    private final List<HttpClientAgent> all = new ArrayList<>();
    private final HttpConnectOptions options;
    private final int limit;
    private final int queueLimit;
    private final AtomicInteger waiting;
    private final LongSupplier nanoTime;
    private final Deque<HttpClientConnection> idle = new ArrayDeque<>();
    /** When each open connection was used last. */
    private final Map<HttpClientConnection, Long> open = new HashMap<>();

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int connecting;
    private long cleaner = -1;
    /** Gives an attempt up when the most patient who ever asked would: a client has one limit for all its attempts. */
    private HttpClientAgent client;

    private Duration patience;

    /**
     * @param clients makes a client that gives an attempt to connect up after so long
     * @param patience how long that is at first
     * @param limit how many connections may be open
     * @param queueLimit how many may wait while all are busy
     * @param waiting counts those who wait, in all event loops
     */
    ConnectionPool(
            Vertx vertx,
            Function<Duration, HttpClientAgent> clients,
            Duration patience,
            HttpConnectOptions options,
            int limit,
            int queueLimit,
            AtomicInteger waiting,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.clients = clients;
        this.patience = patience;
        this.client = clients.apply(patience);
        this.all.add(client);
        this.options = options;
        this.limit = limit;
        this.queueLimit = queueLimit;
        this.waiting = waiting;
        this.nanoTime = nanoTime;
    }

    /**
     * Gives a connection, now or later.
     *
     * @return false if all are busy and as many as may wait are waiting
     */
    boolean acquire(Waiter waiter) {
        HttpClientConnection free = idle.pollLast();
        if (free != null) {
            waiter.connected(free, 0);
            return true;
        }
        boolean mayConnect = open.size() + connecting < limit;
        if (!mayConnect && waiters.size() - connecting >= queueLimit) {
            return false;
        }
        waiters.addLast(waiter);
        waiting.incrementAndGet();
        waitAtLeast(waiter.patience());
        connect();
        return true;
    }

    /** Stops waiting. What was begun for this waiter serves the next one. */
    void cancel(Waiter waiter) {
        if (waiters.remove(waiter)) {
            waiting.decrementAndGet();
        }
    }

    /** Takes a connection back whose call is over and whose answer was read to its end. */
    void release(HttpClientConnection connection) {
        if (open.replace(connection, nanoTime.getAsLong()) != null) {
            give(connection, 0);
        }
    }

    Future<Void> close() {
        if (cleaner >= 0) {
            vertx.cancelTimer(cleaner);
        }
        return Future.join(all.stream().map(HttpClientAgent::close).toList()).mapEmpty();
    }

    private void waitAtLeast(Duration time) {
        if (time.compareTo(patience) > 0) {
            patience = time;
            client = clients.apply(time);
            all.add(client);
        }
    }

    /** Opens connections as long as somebody waits for whom none is being opened. */
    private void connect() {
        while (waiters.size() > connecting && open.size() + connecting < limit) {
            connecting++;
            long begun = nanoTime.getAsLong();
            client.connect(options).onComplete(result -> connected(result, begun));
        }
    }

    private void connected(AsyncResult<HttpClientConnection> result, long begun) {
        connecting--;
        if (result.failed()) {
            Waiter waiter = nextWaiter();
            if (waiter != null) {
                waiter.notConnected(result.cause());
            }
            connect();
            return;
        }
        HttpClientConnection connection = result.result();
        long now = nanoTime.getAsLong();
        open.put(connection, now);
        // A connection that breaks ends its call, whose trace says so; unheard it would be logged as an error too.
        connection.exceptionHandler(_ -> {});
        connection.closeHandler(_ -> closed(connection));
        give(connection, now - begun);
        clean();
    }

    private void give(HttpClientConnection connection, long openingNanos) {
        Waiter waiter = nextWaiter();
        if (waiter == null) {
            idle.addLast(connection);
        } else {
            waiter.connected(connection, openingNanos);
        }
    }

    private @Nullable Waiter nextWaiter() {
        Waiter waiter = waiters.pollFirst();
        if (waiter != null) {
            waiting.decrementAndGet();
        }
        return waiter;
    }

    private void closed(HttpClientConnection connection) {
        open.remove(connection);
        idle.remove(connection);
        connect();
    }

    /** While connections are open, closes those that are idle for too long. */
    private void clean() {
        if (cleaner >= 0) {
            return;
        }
        cleaner = vertx.setPeriodic(CLEANING_MILLIS, _ -> {
            long now = nanoTime.getAsLong();
            // The first is the one that was not used for longest.
            HttpClientConnection oldest = idle.peekFirst();
            while (oldest != null && now - open.getOrDefault(oldest, now) > IDLE_NANOS) {
                idle.removeFirst();
                oldest.close();
                oldest = idle.peekFirst();
            }
            if (open.isEmpty()) {
                vertx.cancelTimer(cleaner);
                cleaner = -1;
            }
        });
    }
}
