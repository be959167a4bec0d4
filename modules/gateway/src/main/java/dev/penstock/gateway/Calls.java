package dev.penstock.gateway;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.admission.Room;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.core.config.Limits;
import dev.penstock.healing.Change;
import dev.penstock.providers.Agreement;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.EventWriter;
import dev.penstock.providers.PassThroughRelay;
import dev.penstock.providers.Reply;
import dev.penstock.providers.StreamRelay;
import dev.penstock.providers.ToolStop;
import dev.penstock.providers.Transcript;
import dev.penstock.providers.TranslatingRelay;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;

/** Makes the calls of targets, and sends them. One per event loop. */
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

    /** A call of one rung of the release's ladder, not sent yet. A call of one of the stopped tools makes it fail. */
    TargetCall of(Ask ask, Release.Rung rung, Set<String> stoppedTools, TargetCall.Listener listener) {
        boolean streams = ask.request().stream();
        return new TargetCall(
                upstreams.of(rung.provider()),
                rung,
                new CallProgress(ask.release().route().deadlines(), streams, nanoTime),
                streams ? relay(ask, rung, stoppedTools) : null,
                limits.answerBytes(),
                buffered,
                ask.release().route().healing(),
                ask.judged(),
                clock,
                listener);
    }

    /**
     * Makes the body and sends it; the call fails if there is no room for one, or if the target has no words for it.
     */
    static void send(Ask ask, Release.Rung rung, Set<String> stoppedTools, TargetCall call) {
        long needed = ProviderBody.bytesToMake(ask, rung);
        if (!call.requestRoom().resize(needed)) {
            call.fail(call.requestRoom().failure(needed));
            return;
        }
        switch (ProviderBody.of(ask, rung, stoppedTools)) {
            case Result.Ok<byte[]>(byte[] body) -> {
                RuleChanges changes = RuleChanges.of(body, ask.rules(), ask.change());
                call.rules(changes.applied());
                start(ask, rung, call, changes.body());
            }
            case Result.Refused<byte[]>(Refusal why) ->
                call.fail(new AttemptFailure.Inexpressible(
                        why instanceof Refusal.InvalidField invalid ? invalid.field() : "", why.message()));
        }
    }

    /**
     * Whether there is memory for what may never be needed, such as the bodies of requests whose answers have begun.
     */
    boolean hasRoomToSpare() {
        return buffered.inUse() < limits.bufferedBytes() / 2;
    }

    /** For what is held in memory beside bodies and answers. */
    Room room() {
        return buffered.room();
    }

    /** What the answer's writer fills in where the provider left it open. */
    static Reply reply(Ask ask, Release.Rung rung) {
        return new Reply(
                ask.traceId(),
                rung.target().model(),
                ask.at().getEpochSecond(),
                ask.request().usageAsked());
    }

    /** The features that a caller asks for by header only mean something to targets of the same dialect. */
    private static void start(Ask ask, Release.Rung rung, TargetCall call, byte[] body) {
        String beta = ask.betaFeatures();
        if (beta == null || rung.provider().dialect() == Dialect.ANTHROPIC) {
            call.start(ask.request().endpoint(), body, beta);
        } else {
            call.fail(new AttemptFailure.Inexpressible(
                    TargetCall.ANTHROPIC_BETA,
                    TargetCall.ANTHROPIC_BETA + " is '" + CallerText.shown(beta) + "', expected none: the target '"
                            + rung.target().name() + "' speaks "
                            + rung.provider().dialect().word() + "."));
        }
    }

    private static StreamRelay relay(Ask ask, Release.Rung rung, Set<String> stoppedTools) {
        Dialect caller = ask.request().endpoint().dialect();
        Codec provider = Codecs.of(rung.provider().dialect());
        Transcript transcript = ask.transcript();
        if (transcript != null && (ask.change() instanceof Change.Continue || ask.change() instanceof Change.Restart)) {
            return resuming(provider, Codecs.of(caller).eventWriter(reply(ask, rung)), transcript, ask, stoppedTools);
        }
        if (rung.provider().dialect() != caller) {
            return new TranslatingRelay(
                    provider.eventReader(),
                    Codecs.of(caller).eventWriter(reply(ask, rung)),
                    stoppedTools,
                    transcript,
                    null);
        }
        ToolStop tools = stoppedTools.isEmpty() ? null : new ToolStop(provider.eventReader(), stoppedTools);
        return new PassThroughRelay(
                provider.streamWatch(transcript), ask.request().usageAsked(), tools, transcript);
    }

    /** Goes on with a stream of which the caller has a part: as if the same writer had written that. */
    private static StreamRelay resuming(
            Codec provider, EventWriter writer, Transcript transcript, Ask ask, Set<String> stoppedTools) {
        String sent = transcript.text();
        writer.write(transcript.head());
        writer.write(new ChatEvent.TextDelta(0, sent));
        Agreement agreement = new Agreement(sent.substring(ask.begun().length()));
        return new TranslatingRelay(provider.eventReader(), writer, stoppedTools, transcript, agreement);
    }
}
