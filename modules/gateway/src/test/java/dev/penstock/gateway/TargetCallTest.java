package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.Release;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Provider;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TargetCallTest {
    private static final byte[] BODY = "{}".getBytes(UTF_8);

    private final BufferedBytes buffered = new BufferedBytes(1 << 20);

    @Test
    void aCallThatIsCancelledBeforeItIsSentKeepsNoConnection(Vertx vertx) throws Exception {
        HttpServer server =
                vertx.createHttpServer().requestHandler(in -> in.response().end("ok"));
        server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        Context loop = vertx.getOrCreateContext();
        Promise<String> third = Promise.promise();
        loop.runOnContext(_ -> {
            Upstream only = upstream(vertx, server.actualPort());
            Listener last = new Listener(third, () -> {});
            Listener first = new Listener(Promise.promise(), () -> {
                // The connection is free, but the client has not done with the answer before.
                TargetCall unsent = call(only, new Listener(Promise.promise(), () -> {}));
                unsent.start(Endpoint.CHAT_COMPLETIONS, BODY, null);
                unsent.cancel();
                call(only, last).start(Endpoint.CHAT_COMPLETIONS, BODY, null);
            });
            call(only, first).start(Endpoint.CHAT_COMPLETIONS, BODY, null);
        });
        assertThat(third.future().await(10, TimeUnit.SECONDS)).isEqualTo("ok");
    }

    /** May open one connection. */
    private static Upstream upstream(Vertx vertx, int port) {
        Provider provider = new Provider(
                "p",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:" + port + "/v1"),
                null,
                null,
                null,
                1,
                10,
                "max_completion_tokens",
                true);
        return new Upstream(vertx, provider, null, 1, 10, Duration.ofSeconds(5), new AtomicInteger(), System::nanoTime);
    }

    private TargetCall call(Upstream upstream, Listener listener) {
        return new TargetCall(
                upstream,
                new Release.Rung(Releases.OPENAI.target(), Releases.OPENAI.provider()),
                new CallProgress(Deadlines.DEFAULT, false, System::nanoTime),
                null,
                1_000,
                buffered,
                Healing.DEFAULT,
                false,
                InstantSource.system(),
                listener);
    }

    private record Listener(Promise<String> answer, Runnable then) implements TargetCall.Listener {
        @Override
        public void guard(Runnable step) {
            step.run();
        }

        @Override
        public void answered(byte[] body) {
            answer.complete(new String(body, UTF_8));
            then.run();
        }

        @Override
        public void piece(Buffer piece) {
            throw new AssertionError("no stream was asked for");
        }

        @Override
        public void completed() {
            throw new AssertionError("no stream was asked for");
        }

        @Override
        public void failed(AttemptFailure failure) {
            answer.fail(failure.message());
        }
    }
}
