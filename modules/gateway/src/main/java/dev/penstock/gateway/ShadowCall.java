package dev.penstock.gateway;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.Choices;
import dev.penstock.core.Outcome;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.Trace;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.config.Prompt;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.killswitch.Killed;
import dev.penstock.killswitch.Kills;
import dev.penstock.router.Order;
import dev.penstock.router.Router;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy on its way to a candidate: the steps of a request from its rendering on, with the candidate's prompt, model
 * and parameters. The first target that is not stopped is asked, once; its answer is looked at and dropped.
 */
final class ShadowCall implements TargetCall.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowCall.class);

    private final ShadowRequest copy;
    private final DataPlane plane;
    private final Instant at;
    private final long origin;
    private final List<String> skipped = new ArrayList<>(0);
    private Consumer<Outcome> done = _ -> {};
    private @Nullable Ask ask;
    private @Nullable Order order;
    private Release.@Nullable Rung rung;
    private Set<String> stoppedTools = Set.of();
    private @Nullable TargetCall call;
    private boolean over;

    ShadowCall(ShadowRequest copy, DataPlane plane) {
        this.copy = copy;
        this.plane = plane;
        this.at = plane.clock().instant();
        this.origin = plane.nanoTime().getAsLong();
    }

    /** Renders, routes and sends; {@code whenDone} is told how it went once it is over. */
    void start(Calls calls, Consumer<Outcome> whenDone) {
        done = whenDone;
        guard(() -> {
            switch (Rendering.of(copy.request(), copy.candidateRelease())) {
                case Result.Refused<Rendering>(Refusal why) -> end(Outcome.REFUSE, why.message());
                case Result.Ok<Rendering>(Rendering rendering) -> send(calls, rendering);
            }
        });
    }

    private void send(Calls calls, Rendering rendering) {
        Release release = copy.candidateRelease();
        Ask asked = new Ask(
                copy.traceId(),
                at,
                copy.request(),
                rendering,
                release,
                copy.betaFeatures(),
                null,
                null,
                null,
                copy.labels(),
                List.of());
        Order chosen = Router.order(
                release,
                new RequestQuery(copy.request(), rendering.bytes()),
                plane.features().expected().get());
        ask = asked;
        order = chosen;
        Kills kills = plane.features().killSwitch().kills();
        for (Release.Rung next : chosen.ladder()) {
            Killed killed = kills.find(release, copy.caller(), next.target(), plane.clock());
            TargetCare.Rest rest = plane.care().rest(next, origin);
            if (killed == null && rest == null) {
                rung = next;
                stoppedTools = kills.tools(plane.clock());
                call = calls.of(asked, next, stoppedTools, this);
                Calls.send(asked, next, stoppedTools, call);
                return;
            }
            skipped.add(
                    killed == null
                            ? Stopped.resting(next, Objects.requireNonNull(rest))
                            : Stopped.target(next, killed));
        }
        end(Outcome.REFUSE, "No target of the candidate may be asked.");
    }

    /** Looks at the deadlines. */
    void tick(long now) {
        if (call != null && !over) {
            Duration total = copy.candidateRelease().route().deadlines().total();
            TargetCall asked = call;
            guard(() -> {
                if (now - origin > total.toNanos()) {
                    asked.fail(new AttemptFailure.TimedOut(Phase.TOTAL, total));
                } else {
                    asked.tick(now);
                }
            });
        }
    }

    /** Ends the call at once if it is of what was just stopped. */
    void cut(Kills cutting) {
        if (call == null || rung == null) {
            return;
        }
        TargetCall asked = call;
        Killed wider = cutting.find(copy.candidateRelease(), copy.caller(), rung.target(), plane.clock());
        Killed killed = wider != null
                ? wider
                : StoppedTools.find(cutting, StoppedTools.offered(copy.request().body()), stoppedTools, plane.clock());
        if (killed != null) {
            guard(() -> asked.fail(new AttemptFailure.Killed(Stopped.what(killed), killed.publicReason())));
        }
    }

    @Override
    public void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            LOG.error("a fault in Penstock ended the copy {}", copy.traceId(), bug);
            if (call != null) {
                call.cancel();
            }
            end(Outcome.FAILED, "A fault in the gateway ended this copy.");
        }
    }

    @Override
    public void answered(byte[] body) {
        if (call == null || ask == null || rung == null) {
            return;
        }
        switch (WholeAnswer.read(
                rung.provider().dialect(),
                copy.request().endpoint().dialect(),
                body,
                Calls.reply(ask, rung),
                stoppedTools,
                call.answerRoom())) {
            case WholeAnswer.Bad(AttemptFailure why) -> {
                call.reject(why);
                end(Outcome.FAILED, why.message());
            }
            case WholeAnswer.Good good -> {
                call.facts(good.facts());
                end(Outcome.PASS, null);
            }
        }
    }

    @Override
    public void piece(Buffer piece) {
        // Nobody reads it.
    }

    @Override
    public void completed() {
        end(Outcome.PASS, null);
    }

    @Override
    public void failed(AttemptFailure failure) {
        end(Outcome.FAILED, failure.message());
    }

    private void end(Outcome outcome, @Nullable String error) {
        if (over) {
            return;
        }
        over = true;
        List<Attempt> attempts = new ArrayList<>(1);
        if (call != null) {
            AttemptFailure failure = call.failure();
            attempts.add(call.attempt(origin, failure == null ? null : DiagnosisTable.of(failure), null));
            call.freeRooms();
        }
        plane.recorder().recordShadow(trace(attempts, outcome, error));
        done.accept(outcome);
    }

    private List<UnknownResult> unknown() {
        return ask == null ? List.of() : ask.rendering().toolResults().unknown();
    }

    private Trace trace(List<Attempt> attempts, Outcome outcome, @Nullable String error) {
        Release release = copy.candidateRelease();
        Prompt prompt = release.prompt();
        long now = plane.nanoTime().getAsLong();
        return new Trace(
                copy.traceId(),
                at,
                copy.caller(),
                copy.request().endpoint().dialect(),
                copy.request().endpoint().path(),
                release.route().name(),
                release.id(),
                copy.revision(),
                prompt == null ? null : prompt.label(),
                prompt == null ? null : prompt.contentHash(),
                copy.request().stream(),
                copy.facts()
                        .withSampling(RequestFactsReader.sampling(
                                copy.request(), release.route().sampling())),
                new Choices(
                        null,
                        null,
                        order == null ? null : order.reason(),
                        skipped,
                        unknown(),
                        null,
                        copy.shadowOf(),
                        null),
                attempts,
                outcome,
                0,
                error,
                0,
                TimeUnit.NANOSECONDS.toMicros(now - origin),
                null,
                null);
    }
}
