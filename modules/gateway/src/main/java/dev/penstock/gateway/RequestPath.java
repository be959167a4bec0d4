package dev.penstock.gateway;

import dev.penstock.admission.Admission;
import dev.penstock.canary.CanaryArm;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Route;
import dev.penstock.healing.Breaker;
import dev.penstock.healing.Corrections;
import dev.penstock.healing.Hedges;
import dev.penstock.healing.Ladder;
import dev.penstock.healing.Step;
import dev.penstock.killswitch.Kills;
import dev.penstock.providers.Transcript;
import dev.penstock.router.Order;
import dev.penstock.router.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request, from top to bottom. Each step is a plain call on the event loop; only reading the body and
 * calling a target wait. Nothing here blocks, locks, or asks a cluster or a database. One per event loop.
 *
 * <p>The steps, as ARCHITECTURE.md numbers them: 1 read, 2 admit, 3 snapshot and split, 4 render, 5 route, 6 per
 * attempt, 7 call, 8 validate, 9 decide, 10 settle and record.
 */
final class RequestPath {
    private final Supplier<Snapshot> snapshots;
    private final Admission admission;
    private final Features features;
    final Calls calls;
    final Ending ending;
    private final ArmScores scores;
    final ReviewDesk desk;
    private final LastWord lastWord;
    private final Learning learning;
    private final TimeLimits timeLimits;
    final TargetCare care;
    final Hedges hedges;
    private final RandomGenerator random;
    final LongSupplier nanoTime;
    private final InstantSource clock;

    RequestPath(DataPlane plane, Calls calls, Ending ending, ArmScores scores, ReviewDesk desk, TimeLimits timeLimits) {
        this.snapshots = plane.snapshots();
        this.admission = plane.admission();
        this.features = plane.features();
        this.care = plane.care();
        this.hedges = plane.hedges();
        this.random = plane.newRandom();
        this.nanoTime = plane.nanoTime();
        this.clock = plane.clock();
        this.calls = calls;
        this.ending = ending;
        this.scores = scores;
        this.desk = desk;
        this.lastWord = new LastWord(ending, desk, plane.clock());
        this.learning = new Learning(plane.features().rules());
        this.timeLimits = timeLimits;
    }

    /**
     * 1 to 5: pure steps, each of which may refuse. Before them, {@link Arrivals} has asked who the caller is and
     * whether there is room (2), and has read the body (1).
     */
    void serve(Exchange x, Endpoint endpoint, byte[] body) {
        if (x.over) {
            return;
        }
        x.bodyRead = nanoTime.getAsLong();

        // 1 read
        CallerRequest request;
        switch (CallerRequest.read(endpoint, body)) {
            case Result.Refused<CallerRequest>(Refusal why) -> {
                ending.refuse(x, why, false);
                return;
            }
            case Result.Ok<CallerRequest>(CallerRequest read) -> request = x.request = read;
        }

        // 3 snapshot and split
        Snapshot snapshot = snapshots.get();
        RoutePlan plan = snapshot.plan(request.model());
        x.snapshot = snapshot;
        x.revision = snapshot.revision();
        if (plan == null) {
            x.route = CallerText.shown(request.model(), x.http);
            ending.refuse(x, UsableRoutes.unknown(x.route, UsableRoutes.of(snapshot, x.caller)), false);
            return;
        }
        x.route = plan.route();
        RoutePlan.Choice choice = split(x, plan, request);
        Release release = choice.release();
        if (release == null) {
            ending.refuse(x, new Refusal.NothingServes(x.route, "its releases were all withdrawn"), false);
            return;
        }
        x.release = release;
        timeLimits.begin(x, release.route().deadlines().total());

        // 2 admit, as far as it depends on the route
        Refusal refusal = admit(x, release);
        if (refusal == null) {
            refusal = RouteRules.check(request, release.route());
        }
        if (refusal != null) {
            ending.refuse(x, refusal, false);
            return;
        }

        // 4 render
        refusal = render(x);
        if (refusal != null) {
            ending.refuse(x, refusal, false);
            return;
        }
        count(x, plan, choice);

        // 5 route
        route(x);
    }

    /** 4: what its release makes of a request. */
    private @Nullable Refusal render(Exchange x) {
        Release release = Objects.requireNonNull(x.release);
        CallerRequest request = Objects.requireNonNull(x.request);
        switch (Rendering.of(request, release)) {
            case Result.Refused<Rendering>(Refusal why) -> {
                return why;
            }
            case Result.Ok<Rendering>(Rendering rendering) -> x.rendering = rendering;
        }
        x.unknown = x.rendering.toolResults().unknown();
        x.facts = RequestFactsReader.of(
                request, x.http.headers(), release, x.rendering.toolResults().outputs());
        byte[] body = request.body().bytes();
        x.text = TextNote.of(release.route().traces(), body, calls.room());
        return x.room.resize(body.length + x.rendering.bytes()) ? null : x.room.refusal();
    }

    /** 5: the targets of its release, and the first of them that is asked. */
    private void route(Exchange x) {
        Release release = Objects.requireNonNull(x.release);
        CallerRequest request = Objects.requireNonNull(x.request);
        Order order = Router.order(
                release,
                new RequestQuery(request, Objects.requireNonNull(x.rendering).bytes()),
                features.expected().get());
        x.order = DegradedLast.of(order, features.qualities(), random, x.bodyRead);
        learning.begin(x);
        ContractTerms terms = release.route().terms();
        x.ladder = new Ladder(
                release.route().healing(),
                new Corrections(terms.retries(), terms.narrow()),
                candidates(x.order),
                random);
        x.contract =
                request.endpoint().isChat() ? Objects.requireNonNull(x.snapshot).contract(release) : null;
        boolean held = x.contract != null || Proposal.isPossible(request, release);
        x.transcript = request.stream() && !held && goesOn(release.route().healing()) ? new Transcript() : null;
        follow(x, x.ladder.begin());
    }

    /** 3: the release that this request gets, and whether a candidate gets a copy of it. */
    private RoutePlan.Choice split(Exchange x, RoutePlan plan, CallerRequest request) {
        boolean inContact = features.inContact().test(x.bodyRead);
        x.labels = plan.labels();
        RoutePlan.Shadow shadow = plan.shadow();
        x.mirrored = shadow != null && inContact && shadow.plan().picks(x.traceId) ? shadow : null;
        RoutePlan.Choice choice = plan.choose(
                request,
                x.http,
                x.traceId,
                x.callerName(),
                features.killSwitch().kills(),
                clock,
                features.escrow(),
                inContact);
        x.split = choice.why();
        x.part = choice.part();
        return choice;
    }

    /** On its side of the split: only now, for a request that was refused says nothing about either. */
    private void count(Exchange x, RoutePlan plan, RoutePlan.Choice choice) {
        x.assignment = choice.assignment();
        if (choice.assignment() != null && choice.part() == null && plan.canary() != null) {
            features.arms()
                    .add(new CanaryArm(
                            plan.route(),
                            plan.canary().candidate().id(),
                            choice.assignment().arm()));
        }
        scores.begins(x);
    }

    /** 2, as far as it depends on the route. */
    private @Nullable Refusal admit(Exchange x, Release release) {
        String name = release.route().name();
        if (x.caller.isPresent() && !x.caller.get().mayUse(name)) {
            return new Refusal.Forbidden(
                    "The API key '" + x.caller.get().name() + "' may not use route '" + name + "'.");
        }
        // A candidate of a rollout that has room for fewer would turn away whom the current release takes.
        Route route = (x.part == null ? release : x.part.current()).route();
        Refusal full = admission.enter(route);
        x.inRoute = full == null ? route : null;
        return full;
    }

    /**
     * 9: what the ladder says comes next; also called by {@link AttemptListener}. A candidate whose targets rest waits
     * as the current release would, for both may ask the same ones.
     */
    void follow(Exchange x, Step step) {
        switch (step) {
            case Step.Ask ask when ask.delay().isZero() -> attempt(x, ask);
            case Step.Ask ask -> {
                x.next = ask;
                x.nextAt = nanoTime.getAsLong() + ask.delay().toNanos();
                x.waitedNanos += ask.delay().toNanos();
            }
            // After an attempt that is decided by how it failed: not by a node that stops.
            case Step.Tell _ when x.attempts.isEmpty() && baselineAnswers(x, null) -> toBaseline(x);
            case Step.Tell _ -> {
                scores.unasked(x);
                lastWord.tell(x);
            }
        }
    }

    /**
     * 9: whether the current release is to answer in the place of a rollout's candidate, which has failed: while the
     * caller has nothing yet, and the current release gives it time. Nobody sees a bad candidate, and its score says
     * that it is one.
     *
     * @param failure what it has failed by; null where it could not be asked
     */
    boolean baselineAnswers(Exchange x, @Nullable AttemptFailure failure) {
        return x.part != null
                && x.part.isOnTrial()
                && !x.answer.begun()
                && !(failure instanceof AttemptFailure.Stopped)
                && remaining(x, x.part.current()).isPositive();
    }

    /** 9, 4, 5: has it answer, from the begin but for the time. The request stays on the candidate's side. */
    void toBaseline(Exchange x) {
        RolloutPart part = Objects.requireNonNull(x.part);
        scores.unasked(x);
        part.turn(x.attempts.size());
        scores.failed(x);
        x.turnTo(part.current());
        timeLimits.begin(x, part.current().route().deadlines().total());
        Refusal refusal = render(x);
        if (refusal == null) {
            route(x);
        } else {
            ending.refuse(x, refusal, false);
        }
    }

    /** 9: goes on with a request that has waited, once its time has come. */
    void resume(Exchange x, long now) {
        Step.Ask next = x.next;
        if (x.over) {
            return;
        }
        if (next != null && now - x.nextAt >= 0) {
            x.next = null;
            ending.guarded(x, () -> attempt(x, next));
        } else if (x.hedgeAt != 0 && now - x.hedgeAt >= 0) {
            x.hedgeAt = 0;
            ending.guarded(x, () -> hedge(x, now));
        }
    }

    /** 6, 7: asks a target, unless it is stopped, left alone or failing. All are looked at anew each time. */
    private void attempt(Exchange x, Step.Ask step) {
        Release release = Objects.requireNonNull(x.release);
        Ladder ladder = Objects.requireNonNull(x.ladder);
        Release.Rung rung = Objects.requireNonNull(x.order).ladder().get(step.target());
        Kills kills = features.killSwitch().kills();
        x.killed = kills.find(release, x.callerName(), rung.target(), clock);
        if (x.killed != null) {
            x.skipped.add(Stopped.target(rung, x.killed));
            follow(x, ladder.barred(null, remaining(x)));
            return;
        }
        TargetCare.Rest rest = care.rest(rung, nanoTime.getAsLong());
        if (rest != null) {
            x.skipped.add(Stopped.resting(rung, rest));
            if (!rest.isUnpaid()) {
                x.rest = x.rest == null || rest.left().compareTo(x.rest) < 0 ? rest.left() : x.rest;
            }
            follow(x, ladder.barred(rest.isUnpaid() ? null : rest.left(), remaining(x)));
            return;
        }
        Breaker breaker = features.breakers().of(rung.target().name());
        Breaker.Permit permit = breaker.permit(nanoTime.getAsLong());
        if (permit == null) {
            Duration probe = breaker.left(nanoTime.getAsLong());
            x.probe = x.probe == null || probe.compareTo(x.probe) < 0 ? probe : x.probe;
            x.skipped.add(Stopped.failing(rung));
            follow(x, ladder.barred(null, remaining(x)));
            return;
        }
        ladder.asked();
        if (ladder.isFirst()) {
            care.budget(rung).attempted();
        }
        Transcript transcript = x.transcript != null && x.answer.begun() ? x.transcript.copy() : fresh(x);
        Asking asking = new Asking(
                step.target(), x.asking == null, rung, step.change(), kills.tools(clock), permit, transcript);
        Ask ask = call(x, asking);
        x.asking = asking;
        if (asking.isFirst) {
            x.hedgeAt = hedges.firstAsked(release.route(), x.isStream(), nanoTime.getAsLong());
        }
        Calls.send(ask, asking.rung, asking.stoppedTools, asking.call());
    }

    /** 6, 7: the first target is slow, so the next that may be asked is asked beside it, once for a request. */
    private void hedge(Exchange x, long now) {
        Release release = Objects.requireNonNull(x.release);
        Ladder ladder = Objects.requireNonNull(x.ladder);
        Kills kills = features.killSwitch().kills();
        for (int place : ladder.unasked()) {
            Release.Rung rung = Objects.requireNonNull(x.order).ladder().get(place);
            Breaker breaker = features.breakers().of(rung.target().name());
            if (kills.find(release, x.callerName(), rung.target(), clock) == null
                    && care.rest(rung, now) == null
                    && breaker.word() == Breaker.Word.CLOSED
                    && hedges.take(release.route())) {
                Breaker.Permit permit = breaker.permit(now);
                if (permit == null) {
                    hedges.giveBack(release.route());
                    return;
                }
                ladder.askedBeside(place);
                care.budget(rung).attempted();
                Asking beside = new Asking(place, false, rung, null, kills.tools(clock), permit, fresh(x));
                Ask ask = call(x, beside);
                x.beside = beside;
                Calls.send(ask, rung, beside.stoppedTools, beside.call());
                return;
            }
        }
    }

    /** 7: its call, which is not sent yet. */
    private Ask call(Exchange x, Asking asking) {
        Ask ask = x.ask(asking);
        AttemptListener listener = new AttemptListener(this, x, asking);
        TargetCall call = calls.of(ask, asking.rung, asking.stoppedTools, listener);
        if (x.context != null && asking.rung.provider().traceContext()) {
            call.within(x.context, x.attemptsBegun());
        }
        asking.by(call);
        call.progress().onFirstContent(listener::streams);
        return ask;
    }

    private static @Nullable Transcript fresh(Exchange x) {
        return x.transcript == null ? null : new Transcript();
    }

    Duration remaining(Exchange x) {
        return remaining(x, Objects.requireNonNull(x.release));
    }

    /** Of the time that a release gives a request. */
    private Duration remaining(Exchange x, Release release) {
        Duration total = release.route().deadlines().total();
        return total.minusNanos(nanoTime.getAsLong() - x.origin);
    }

    private static List<Ladder.Candidate> candidates(Order order) {
        return order.ladder().stream()
                .map(rung -> new Ladder.Candidate(
                        rung.provider().name(),
                        rung.target().contextWindow(),
                        rung.target().prefill()))
                .toList();
    }

    private static boolean goesOn(Healing healing) {
        return healing.midstream() == Midstream.CONTINUE || healing.midstream() == Midstream.RESTART;
    }
}
