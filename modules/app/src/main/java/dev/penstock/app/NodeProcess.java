package dev.penstock.app;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.NodeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process around what a command starts: Vert.x before it, an orderly stop after it. */
final class NodeProcess {
    /** What is added to the grace for all else to close, before the process ends all the same. */
    static final Duration CLOSING = Duration.ofSeconds(10);

    private NodeProcess() {}

    /** Starts a node on its ground, and stops it once the process is told to, were it before the start is over. */
    static void run(Ground ground, Function<Ground, Future<Node>> start) {
        AtomicReference<@Nullable Node> running = new AtomicReference<>();
        onStop(() -> {
            Node node = running.get();
            Duration grace =
                    node == null ? Duration.ZERO : node.config().limits().stopGrace();
            within(grace.plus(CLOSING), () -> {
                if (node != null) {
                    stop(node::stop);
                }
                ground.close();
            });
        });
        started(
                ground.vertx(),
                () -> ground.share().compose(_ -> start.apply(ground)).onSuccess(running::set));
        untilStopped();
    }

    /** Starts a node, does one thing with it, and stops it. */
    static <T> T once(Ground ground, Function<Ground, Future<Node>> start, BiFunction<Vertx, Node, Future<T>> use) {
        Node node = started(ground.vertx(), () -> start.apply(ground));
        T result = started(ground.vertx(), () -> use.apply(ground.vertx(), node));
        within(CLOSING, () -> {
            await(node.stop());
            ground.close();
        });
        return result;
    }

    /** Waits for a start; one that fails closes Vert.x and says why. */
    static <T> T started(Vertx vertx, Supplier<Future<T>> start) {
        try {
            return start.get().toCompletionStage().toCompletableFuture().join();
        } catch (Failure | CompletionException | BadConfig e) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            throw e instanceof Failure failure ? failure : new Failure("The start failed: " + said(e));
        }
    }

    /** Waits until the process is told to stop, and stops: what was started, then what it stood on. */
    static void untilStopped(Supplier<Future<Void>> stop, Runnable close) {
        onStop(() -> within(CLOSING, () -> {
            stop(stop);
            close.run();
        }));
        untilStopped();
    }

    private static void onStop(Runnable close) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("penstock-stop").unstarted(close));
    }

    private static void stop(Supplier<Future<Void>> stop) {
        System.err.println("stopping: nothing new is taken, what is under way may end");
        await(stop.get());
    }

    /** Takes the steps of a stop one after the other, and goes on without the rest of them after the limit. */
    static void within(Duration limit, Runnable steps) {
        try {
            Thread closing =
                    Thread.ofPlatform().daemon().name("penstock-closing").start(steps);
            if (!closing.join(limit)) {
                System.err.println("not everything had ended after " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void untilStopped() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the request log goes. Not through {@code System.out}, which locks and may recode. */
    static OutputStream requestLog() {
        return new FileOutputStream(FileDescriptor.out);
    }

    static int loops() {
        return Runtime.getRuntime().availableProcessors();
    }

    static String greeting(Node node) {
        NodeConfig config = node.config();
        return "penstock node '" + config.node() + "' is ready: data plane on "
                + config.data().host() + ":" + node.dataPort()
                + ", operations on " + config.operations().host() + ":" + node.operationsPort()
                + (config.adminTokens().isEmpty()
                        ? ", no admin plane (no token under admin)"
                        : ", admin on " + config.admin().host() + ":" + node.adminPort());
    }

    private static String said(Throwable e) {
        Throwable cause = e;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    static void await(Future<Void> end) {
        try {
            end.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            System.err.println("the stop failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
