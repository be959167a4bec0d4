package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ConnectionPoolTest {
    private static final int LIMIT = 2;
    private static final int QUEUE = 1;

    private final AtomicInteger waiting = new AtomicInteger();
    /** Of the clients that were made, on the event loop. */
    private final List<Duration> patience = new ArrayList<>();

    private Vertx vertx = Vertx.vertx();
    private Context loop = vertx.getOrCreateContext();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void startServer(Vertx given) {
        vertx = given;
        loop = vertx.getOrCreateContext();
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("ok"));
        await(server.listen(0, "127.0.0.1"));
    }

    @Test
    void theConnectionThatWasUsedLastIsUsedNext() {
        ConnectionPool pool = pool(server.actualPort());
        HttpClientConnection first = await(acquire(pool));
        HttpClientConnection second = await(acquire(pool));
        onLoop(() -> release(pool, first));
        onLoop(() -> release(pool, second));
        assertThat(await(acquire(pool))).isSameAs(second);
        assertThat(await(acquire(pool))).isSameAs(first);
    }

    @Test
    void whoComesWhenAllAreBusyWaitsAndOneMoreIsTurnedAway() {
        ConnectionPool pool = pool(server.actualPort());
        HttpClientConnection first = await(acquire(pool));
        await(acquire(pool));
        Future<HttpClientConnection> third = acquire(pool);
        Future<HttpClientConnection> fourth = acquire(pool);
        assertThat(failure(fourth)).isEqualTo("no room");
        assertThat(waiting.get()).isEqualTo(1);
        onLoop(() -> release(pool, first));
        assertThat(await(third)).isSameAs(first);
        assertThat(waiting.get()).isZero();
    }

    @Test
    void aConnectionThatClosesMakesRoomForAnother() {
        ConnectionPool pool = pool(server.actualPort());
        HttpClientConnection first = await(acquire(pool));
        await(acquire(pool));
        Future<HttpClientConnection> third = acquire(pool);
        onLoop(() -> first.close());
        assertThat(await(third)).isNotSameAs(first);
        onLoop(() -> release(pool, first));
        assertThat(failure(acquireOnlyIfFree(pool)))
                .as("a closed connection is not given out")
                .isEqualTo("waits");
    }

    @Test
    void connectingMayTakeAsLongAsTheMostPatientWouldWait() {
        ConnectionPool pool = pool(server.actualPort());
        await(acquire(pool));
        assertThat(patience).containsExactly(Duration.ofSeconds(1));
        HttpClientConnection patient = await(onLoop(() -> asked(pool, Duration.ofSeconds(3))));
        onLoop(() -> release(pool, patient));
        assertThat(await(onLoop(() -> asked(pool, Duration.ofSeconds(9))))).isSameAs(patient);
        assertThat(patience).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    @Test
    void whereNobodyListensEachWhoWaitsIsTold() {
        int port = server.actualPort();
        await(server.close());
        ConnectionPool pool = pool(port);
        assertThat(failure(acquire(pool))).contains("refused");
        assertThat(failure(acquire(pool))).contains("refused");
        assertThat(failure(acquire(pool))).contains("refused");
        assertThat(waiting.get()).isZero();
    }

    private ConnectionPool pool(int port) {
        return onLoop(() -> new ConnectionPool(
                vertx,
                time -> {
                    patience.add(time);
                    return vertx.createHttpClient();
                },
                Duration.ofSeconds(1),
                new HttpConnectOptions().setHost("127.0.0.1").setPort(port),
                LIMIT,
                QUEUE,
                waiting,
                System::nanoTime));
    }

    private Future<HttpClientConnection> acquire(ConnectionPool pool) {
        return onLoop(() -> asked(pool));
    }

    private Future<HttpClientConnection> acquireOnlyIfFree(ConnectionPool pool) {
        return onLoop(() -> {
            Future<HttpClientConnection> asked = asked(pool);
            return asked.isComplete() ? asked : Future.failedFuture("waits");
        });
    }

    private static Future<HttpClientConnection> asked(ConnectionPool pool) {
        return asked(pool, Duration.ofMillis(100));
    }

    private static Future<HttpClientConnection> asked(ConnectionPool pool, Duration patience) {
        Promise<HttpClientConnection> promise = Promise.promise();
        boolean room = pool.acquire(new ConnectionPool.Waiter() {
            @Override
            public void connected(HttpClientConnection connection, long openingNanos) {
                promise.complete(connection);
            }

            @Override
            public void notConnected(Throwable why) {
                promise.fail(why);
            }

            @Override
            public Duration patience() {
                return patience;
            }
        });
        if (!room) {
            promise.fail("no room");
        }
        return promise.future();
    }

    private static boolean release(ConnectionPool pool, HttpClientConnection connection) {
        pool.release(connection);
        return true;
    }

    private <T> T onLoop(Callable<T> step) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> {
            try {
                done.complete(step.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return await(done.future());
    }

    private static String failure(Future<?> future) {
        Future<Throwable> failed = future.transform(result ->
                result.failed() ? Future.succeededFuture(result.cause()) : Future.failedFuture("it did not fail"));
        return String.valueOf(await(failed).getMessage());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within ten seconds", e);
        }
    }
}
