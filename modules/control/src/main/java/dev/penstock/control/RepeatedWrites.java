package dev.penstock.control;

import dev.penstock.core.Sha256;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.WriteState;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key} of a write: the same write under the same key is done once, whichever node it is
 * sent to. Belongs to one event loop.
 */
final class RepeatedWrites {
    private static final String HEADER = "idempotency-key";

    private final ControlPlane control;
    private final Writes writes;
    private final Set<String> underWay = new HashSet<>();

    RepeatedWrites(Admin admin) {
        this.control = admin.control();
        this.writes = new Writes(admin);
    }

    /** What a write's header says. */
    sealed interface Key {
        /** There is none. */
        record None() implements Key {}

        /** It is no key. */
        record Bad(Reply problem) implements Key {}

        /** It is one, whether it was seen before or not. */
        record Good(Request request) implements Key {}
    }

    static Key key(RoutingContext context) {
        HttpServerRequest sent = context.request();
        String key = sent.getHeader(HEADER);
        if (key == null) {
            return new Key.None();
        }
        if (!key.matches("[\\x20-\\x7e]{1,128}")) {
            return new Key.Bad(Problem.of(
                    400,
                    "Bad header",
                    "The header idempotency-key has " + key.length()
                            + " characters, expected 1 to 128 printable ones of ASCII."));
        }
        return new Key.Good(new Request(key, fingerprint(context)));
    }

    private static String fingerprint(RoutingContext context) {
        HttpServerRequest sent = context.request();
        String actor = String.valueOf(sent.getHeader("x-penstock-actor"));
        String head =
                String.join("\n", Access.holder(context).name(), sent.method().name(), sent.uri(), actor);
        byte[] body = Bodies.bytes(context);
        return Sha256.hex(Sha256.hex(head) + Sha256.hex(body));
    }

    /** The answer to a write that was sent before; empty where it was not. */
    Optional<CompletionStage<Reply>> before(Request request) {
        Optional<ControlRecord> written = control.written(request.key());
        WriteState state =
                written.map(record -> control.writeState(record.id())).orElse(WriteState.SUPERSEDED);
        if (written.isEmpty() || state == WriteState.SUPERSEDED) {
            return underWay.contains(request.key())
                    ? Optional.of(done(Problem.of(
                            409, "Conflict", "A write with this idempotency-key is under way: ask again in a second.")))
                    : Optional.empty();
        }
        ControlRecord record = written.get();
        if (!request.fingerprint().equals(fingerprint(record))) {
            return Optional.of(done(Problem.with(
                    409,
                    "Conflict",
                    "This idempotency-key belongs to another write: expected a new key for a new write.",
                    Json.object().put("id", record.id()))));
        }
        return Optional.of(
                state == WriteState.UNKNOWN
                        ? done(Writes.unknown(record.id()))
                        : writes.again(record, Recorded.of(record)));
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }

    private static @Nullable String fingerprint(ControlRecord record) {
        Request first = record.author().request();
        return first == null ? null : first.fingerprint();
    }

    void begins(@Nullable Request request) {
        if (request != null) {
            underWay.add(request.key());
        }
    }

    void ends(@Nullable Request request) {
        if (request != null) {
            underWay.remove(request.key());
        }
    }
}
