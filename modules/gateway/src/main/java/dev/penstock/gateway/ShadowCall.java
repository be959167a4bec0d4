package dev.penstock.gateway;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.Choices;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Result;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceText;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Remedy;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.killswitch.Killed;
import dev.penstock.killswitch.Kills;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.router.Order;
import dev.penstock.router.Router;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
 * and parameters. Targets that are not stopped are asked in their order, each once, until one answers or as many were
 * asked as its terms say.
 */
final class ShadowCall implements TargetCall.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowCall.class);

    private final ShadowRequest copy;
    private final DataPlane plane;
    private final Instant at;
    private final long origin;
    private final List<String> skipped = new ArrayList<>(0);
    private final List<Attempt> attempts = new ArrayList<>(1);
    private Consumer<CopyEnd> done = _ -> {};
    private Iterator<Release.Rung> left = Collections.emptyIterator();
    private @Nullable Calls calls;
    private @Nullable Ask ask;
    private @Nullable Order order;
    private Release.@Nullable Rung rung;
    private Set<String> stoppedTools = Set.of();
    /** The newest one. */
    private @Nullable TargetCall call;

    private @Nullable TextNote text;
    private byte @Nullable [] answer;
    private boolean over;

    ShadowCall(ShadowRequest copy, DataPlane plane) {
        this.copy = copy;
        this.plane = plane;
        this.at = plane.clock().instant();
        this.origin = plane.nanoTime().getAsLong();
    }

    /** Renders, routes and sends; {@code whenDone} is told how it went once it is over. */
    void start(Calls lent, Consumer<CopyEnd> whenDone) {
        calls = lent;
        done = whenDone;
        guard(() -> {
            switch (Rendering.of(copy.request(), copy.candidateRelease())) {
                case Result.Refused<Rendering>(Refusal why) -> end(Outcome.REFUSE, why.message());
                case Result.Ok<Rendering>(Rendering rendering) -> send(lent, rendering);
            }
        });
    }

    private void send(Calls lent, Rendering rendering) {
        Release release = copy.candidateRelease();
        ask = new Ask(
                copy.traceId(),
                at,
                copy.request(),
                rendering,
                release,
                copy.betaFeatures(),
                null,
                null,
                copy.terms().contract(),
                copy.labels(),
                List.of());
        Order chosen = Router.order(
                release,
                new RequestQuery(copy.request(), rendering.bytes()),
                plane.features().expected().get());
        order = chosen;
        left = chosen.ladder().iterator();
        if (copy.terms().keepsText()) {
            text = TextNote.of(release.route().traces(), copy.request().body().bytes(), lent.room());
        }
        if (!askNext()) {
            end(Outcome.REFUSE, "No target of the candidate may be asked.");
        }
    }

    /** Asks the next target that may be asked; false where there is none. */
    private boolean askNext() {
        Release release = copy.candidateRelease();
        Kills kills = plane.features().killSwitch().kills();
        while (left.hasNext()) {
            Release.Rung next = left.next();
            Killed killed = kills.find(release, copy.caller(), next.target(), plane.clock());
            TargetCare.Rest rest = plane.care().rest(next, plane.nanoTime().getAsLong());
            if (killed == null && rest == null) {
                ask(next, kills.tools(plane.clock()));
                return true;
            }
            skipped.add(
                    killed == null
                            ? Stopped.resting(next, Objects.requireNonNull(rest))
                            : Stopped.target(next, killed));
        }
        return false;
    }

    private void ask(Release.Rung next, Set<String> stopped) {
        Ask asked = Objects.requireNonNull(ask);
        noteAttempt(Remedy.FAIL_OVER.word() + ": " + next.target().name());
        rung = next;
        stoppedTools = stopped;
        TargetCall made = Objects.requireNonNull(calls).of(asked, next, stopped, this);
        call = made;
        Calls.send(asked, next, stopped, made);
    }

    /** Looks at the deadlines. */
    void tick(long now) {
        if (call != null && !over) {
            TargetCall asked = call;
            guard(() -> {
                if (isLate(now)) {
                    asked.fail(new AttemptFailure.TimedOut(
                            Phase.TOTAL, copy.terms().total()));
                } else {
                    asked.tick(now);
                }
            });
        }
    }

    private boolean isLate(long now) {
        return now - origin > copy.terms().total().toNanos();
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
        switch (CheckedAnswer.of(ask, rung, stoppedTools, call, body)) {
            case CheckedAnswer.Bad(AttemptFailure why) -> {
                call.reject(why);
                failed(why);
            }
            case CheckedAnswer.Good(byte[] forCaller) -> {
                answer = forCaller;
                if (text != null) {
                    text.whole(forCaller);
                }
                end(outcome(call.facts()), null);
            }
        }
    }

    @Override
    public void piece(Buffer piece) {
        // Nobody reads it.
    }

    @Override
    public void completed() {
        end(outcome(call == null ? null : call.facts()), null);
    }

    /** As a user's request would be told. */
    private Outcome outcome(@Nullable AnswerFacts facts) {
        if (facts != null
                && (facts.finish() == FinishReason.REFUSAL || facts.finish() == FinishReason.CONTENT_FILTER)) {
            return Outcome.REFUSE;
        }
        return unknown().isEmpty() && skipped.isEmpty() && attempts.isEmpty() ? Outcome.PASS : Outcome.FALLBACK;
    }

    @Override
    public void failed(AttemptFailure failure) {
        boolean mayAsk = attempts.size() + 1 < copy.terms().targets()
                && !isLate(plane.nanoTime().getAsLong());
        if (!mayAsk || !askNext()) {
            end(Outcome.FAILED, failure.message());
        }
    }

    /** Notes what came of the newest call, if there was one, and what is done about it. */
    private void noteAttempt(@Nullable String remedy) {
        if (call != null) {
            AttemptFailure failure = call.failure();
            attempts.add(call.attempt(
                    origin, failure == null ? null : DiagnosisTable.of(failure), failure == null ? null : remedy));
            call.freeRooms();
            call = null;
        }
    }

    private void end(Outcome outcome, @Nullable String error) {
        if (over) {
            return;
        }
        over = true;
        noteAttempt(null);
        Trace trace = trace(outcome, error);
        if (text != null) {
            text.free();
        }
        plane.recorder().recordShadow(trace);
        done.accept(new CopyEnd(trace, answer));
    }

    private List<UnknownResult> unknown() {
        return ask == null ? List.of() : ask.rendering().toolResults().unknown();
    }

    private Trace trace(Outcome outcome, @Nullable String error) {
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
                facts(),
                new Choices(
                        null,
                        null,
                        order == null ? null : order.reason(),
                        skipped,
                        unknown(),
                        null,
                        copy.shadowOf(),
                        null,
                        null),
                attempts,
                outcome,
                0,
                error,
                0,
                TimeUnit.NANOSECONDS.toMicros(now - origin),
                said(),
                null);
    }

    private RequestFacts facts() {
        RequestFacts facts = copy.facts();
        return new RequestFacts(
                facts.digest(),
                facts.session(),
                facts.contextIds(),
                RequestFactsReader.sampling(
                        copy.request(), copy.candidateRelease().route().sampling()),
                ask == null ? facts.tools() : ask.rendering().toolResults().outputs());
    }

    private @Nullable TraceText said() {
        return text == null || ask == null || rung == null
                ? null
                : text.text(copy.request().endpoint().dialect(), Calls.reply(ask, rung));
    }
}
