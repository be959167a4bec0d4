package dev.penstock.gateway;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.config.Limits;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.PassThroughRelay;
import dev.penstock.providers.Reply;
import dev.penstock.providers.StreamRelay;
import dev.penstock.providers.TranslatingRelay;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Makes the calls of targets for requests, and sends them. One per event loop. */
final class Calls {
    private final Upstreams upstreams;
    private final BufferedBytes buffered;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final InstantSource clock;

    Calls(Upstreams upstreams, BufferedBytes buffered, Limits limits, LongSupplier nanoTime, InstantSource clock) {
        this.upstreams = upstreams;
        this.buffered = buffered;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** A call of one rung of the release's ladder, not sent yet. */
    TargetCall of(Exchange x, Release.Rung rung, TargetCall.Listener listener) {
        boolean streams = Objects.requireNonNull(x.request).stream();
        return new TargetCall(
                upstreams.of(rung.provider()),
                rung,
                new CallProgress(Objects.requireNonNull(x.release).route().deadlines(), streams, nanoTime),
                streams ? relay(x, rung) : null,
                limits.answerBytes(),
                buffered,
                clock,
                listener);
    }

    /**
     * Makes the body and sends it; the call fails if there is no room for one, or if the target has no words for it.
     */
    static void send(Exchange x, Release.Rung rung, TargetCall call) {
        CallerRequest request = Objects.requireNonNull(x.request);
        Rendering rendering = Objects.requireNonNull(x.rendering);
        long needed = ProviderBody.bytesToMake(request, rendering, rung);
        if (!call.requestRoom().resize(needed)) {
            call.fail(call.requestRoom().failure(needed));
            return;
        }
        switch (ProviderBody.of(request, rendering, Objects.requireNonNull(x.release), rung)) {
            case Result.Ok<byte[]>(byte[] body) -> start(x, rung, call, body);
            case Result.Refused<byte[]>(Refusal why) ->
                call.fail(new AttemptFailure.Inexpressible(
                        why instanceof Refusal.InvalidField invalid ? invalid.field() : "", why.message()));
        }
    }

    /** What the answer's writer fills in where the provider left it open. */
    static Reply reply(Exchange x, Release.Rung rung) {
        return new Reply(
                x.traceId,
                rung.target().model(),
                x.at.getEpochSecond(),
                Objects.requireNonNull(x.request).usageAsked());
    }

    /** The features that a caller asks for by header only mean something to targets of the same dialect. */
    private static void start(Exchange x, Release.Rung rung, TargetCall call, byte[] body) {
        String beta = x.http.getHeader(TargetCall.ANTHROPIC_BETA);
        if (beta == null || rung.provider().dialect() == Dialect.ANTHROPIC) {
            call.start(Objects.requireNonNull(x.request).endpoint(), body, beta);
        } else {
            call.fail(new AttemptFailure.Inexpressible(
                    TargetCall.ANTHROPIC_BETA,
                    TargetCall.ANTHROPIC_BETA + " is '" + beta + "', expected none: the target '"
                            + rung.target().name() + "' speaks "
                            + rung.provider().dialect().word() + "."));
        }
    }

    private static StreamRelay relay(Exchange x, Release.Rung rung) {
        return rung.provider().dialect() == x.dialect
                ? new PassThroughRelay(
                        Codecs.of(x.dialect).streamWatch(),
                        Objects.requireNonNull(x.request).usageAsked())
                : new TranslatingRelay(
                        Codecs.of(rung.provider().dialect()).eventReader(),
                        Codecs.of(x.dialect).eventWriter(reply(x, rung)));
    }
}
