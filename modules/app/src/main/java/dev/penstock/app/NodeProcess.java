package dev.penstock.app;

import dev.penstock.core.config.NodeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A process around what a command starts: Vert.x before it, an orderly stop after it. */
final class NodeProcess {
    /** What is added to the grace for the rest to close, before the process ends all the same. */
    private static final long CLOSING_SECONDS = 10;

    private NodeProcess() {}

    /** Starts a node, waits until the process is told to stop, and stops it. */
    static void run(Function<Vertx, Future<Node>> start) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        Node node = started(vertx, start.apply(vertx));
        long grace = node.config().limits().stopGrace().toSeconds();
        untilStopped(() -> node.stop().eventually(vertx::close), grace);
    }

    /** Waits for a start; one that fails closes Vert.x and says why. */
    static <T> T started(Vertx vertx, Future<T> start) {
        try {
            return start.await();
        } catch (RuntimeException e) {
            vertx.close().await();
            throw e instanceof Failure failure ? failure : new Failure(said(e));
        }
    }

    /** Waits until the process is told to stop, and stops. */
    static void untilStopped(Supplier<Future<Void>> stop, long graceSeconds) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("penstock-stop").unstarted(() -> {
                    System.err.println("stopping: nothing new is taken, what is under way may end");
                    stop.get().onComplete(_ -> stopped.countDown());
                    await(stopped, graceSeconds + CLOSING_SECONDS);
                }));
        await(stopped, Long.MAX_VALUE);
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
                + (config.adminTokenHash() == null
                        ? ", no admin plane (no admin.token_hash)"
                        : ", admin on " + config.admin().host() + ":" + node.adminPort());
    }

    private static String said(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof BindException || message.contains("Address already in use")) {
            return "A port is taken: " + message + ". Stop what listens there, or choose other ports"
                    + " (listen: in penstock.yaml; --port for demo and sim).";
        }
        return "The start failed: " + message;
    }

    private static void await(CountDownLatch latch, long seconds) {
        try {
            if (!latch.await(seconds, TimeUnit.SECONDS)) {
                System.err.println("not everything had closed after " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
