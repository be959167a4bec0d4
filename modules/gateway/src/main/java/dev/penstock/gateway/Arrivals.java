package dev.penstock.gateway;

import dev.penstock.admission.Admission;
import dev.penstock.admission.BufferedBytes;
import dev.penstock.admission.CallerKeys;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Limits;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests as they come, as far as that does not depend on a route: who asks, whether there is room, and what they send
 * (steps 1 and 2). What needs no target is answered here. One per event loop.
 */
final class Arrivals {
    private final Supplier<Snapshot> snapshots;
    private final CallerKeys keys;
    private final Admission admission;
    private final BufferedBytes buffered;
    private final Limits limits;
    private final TraceIds ids;
    private final TraceContexts contexts;
    private final InFlight inFlight;
    private final Ending ending;
    private final TimeLimits timeLimits;
    private final RequestPath path;
    private final ReviewDesk desk;
    private final FeedbackIntake feedback;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private boolean stopping;

    /** {@code path} is the way of what needs a target. */
    Arrivals(
            DataPlane plane,
            CallerKeys keys,
            TraceIds ids,
            TraceContexts contexts,
            InFlight inFlight,
            Ending ending,
            TimeLimits timeLimits,
            RequestPath path,
            ReviewDesk desk,
            FeedbackIntake feedback) {
        this.snapshots = plane.snapshots();
        this.keys = keys;
        this.admission = plane.admission();
        this.buffered = plane.buffered();
        this.limits = plane.config().limits();
        this.ids = ids;
        this.contexts = contexts;
        this.inFlight = inFlight;
        this.ending = ending;
        this.timeLimits = timeLimits;
        this.path = path;
        this.desk = desk;
        this.feedback = feedback;
        this.nanoTime = plane.nanoTime();
        this.clock = plane.clock();
    }

    /** Takes a request on and hands it over with its body, or refuses it. */
    void take(HttpServerRequest http, Endpoint endpoint) {
        Exchange x = begin(http, endpoint.dialect(), endpoint.path());
        ending.guarded(x, () -> {
            Refusal refusal = admit(x);
            if (refusal == null) {
                readBody(x, body -> path.serve(x, endpoint, body));
            } else {
                ending.refuse(x, refusal, true);
            }
        });
    }

    /** Takes what a caller says of an answer. */
    void feedback(HttpServerRequest http, Dialect dialect) {
        Exchange x = begin(http, dialect, FeedbackIntake.PATH);
        ending.guarded(x, () -> {
            Refusal refusal = admit(x);
            if (refusal == null) {
                x.revision = snapshots.get().revision();
                readBody(x, body -> feedback.take(x, body));
            } else {
                ending.refuse(x, refusal, true);
            }
        });
    }

    /** Answers a request for the routes that its caller may use, or for the one of a name. */
    void models(HttpServerRequest http, Dialect dialect, @Nullable String name) {
        Exchange x = begin(http, dialect, "/v1/models");
        x.route = name == null ? null : CallerText.shown(name, http);
        ending.guarded(x, () -> {
            Refusal refusal = admit(x);
            if (refusal != null) {
                ending.refuse(x, refusal, false);
                return;
            }
            Snapshot snapshot = snapshots.get();
            x.revision = snapshot.revision();
            List<String> names = UsableRoutes.of(snapshot, x.caller);
            if (name == null) {
                ending.answer(x, ModelList.all(names, dialect));
            } else if (names.contains(name)) {
                ending.answer(x, ModelList.only(name, dialect));
            } else {
                ending.refuse(x, UsableRoutes.unknown(Objects.requireNonNull(x.route), names), false);
            }
        });
    }

    /** Answers a request for what became of a review. */
    void review(HttpServerRequest http, Dialect dialect, String id) {
        Exchange x = begin(http, dialect, "/v1/reviews");
        ending.guarded(x, () -> {
            Refusal refusal = admit(x);
            if (refusal != null) {
                ending.refuse(x, refusal, false);
                return;
            }
            x.revision = snapshots.get().revision();
            desk.tell(x, id);
        });
    }

    /** Tells a request that has no way so. */
    void refuse(HttpServerRequest http, Dialect dialect, String path, Refusal why) {
        Exchange x = begin(http, dialect, path);
        ending.guarded(x, () -> ending.refuse(x, why, true));
    }

    /** From now on takes nothing new. */
    void stop() {
        stopping = true;
    }

    private Exchange begin(HttpServerRequest http, Dialect dialect, String path) {
        Instant at = clock.instant();
        Exchange x = new Exchange(
                http,
                dialect,
                path,
                buffered.room(),
                ids.next(at.toEpochMilli()),
                at,
                nanoTime.getAsLong(),
                contexts.of(http.headers()));
        inFlight.add(x);
        x.answer.onGone(() -> ending.gone(x));
        return x;
    }

    private @Nullable Refusal admit(Exchange x) {
        Refusal noRoom = stopping ? new Refusal.Stopping() : admission.enter();
        if (noRoom != null) {
            return noRoom;
        }
        x.admitted = true;
        return switch (keys.caller(CallerCredential.of(x.http))) {
            case Result.Refused<Optional<CallerKey>>(Refusal why) -> why;
            case Result.Ok<Optional<CallerKey>>(Optional<CallerKey> caller) -> {
                x.caller = caller;
                yield null;
            }
        };
    }

    private void readBody(Exchange x, Consumer<byte[]> whole) {
        Refusal unfit = BodyReader.checkHead(x.http, limits);
        if (unfit != null) {
            ending.refuse(x, unfit, true);
            return;
        }
        timeLimits.begin(x, limits.bodyTimeout());
        BodyReader.read(x.http, limits, x.room, new BodyReader.Reader() {
            @Override
            public void whole(byte[] body) {
                ending.guarded(x, () -> whole.accept(body));
            }

            @Override
            public void refused(Refusal why) {
                ending.guarded(x, () -> ending.refuse(x, why, true));
            }
        });
    }
}
