package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.control.EvalRun.EvalCall;
import dev.penstock.control.EvalRun.Kept;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Sha256;
import dev.penstock.core.Trace;
import dev.penstock.core.state.EvalResult;
import dev.penstock.evals.CaseAnswer;
import dev.penstock.evals.CaseJudge;
import dev.penstock.trace.RecordedRequest;
import dev.penstock.trace.Replayed;
import dev.penstock.trace.Replays;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of cases on this node, in memory: each case goes to both releases, a few at a time, beside what serves
 * users. Answers are judged off the event loops.
 */
final class EvalRuns {
    /** The most calls at once, of all runs. */
    static final int MOST_AT_ONCE = 4;
    /** The most runs at once. */
    static final int MOST_RUNNING = 2;
    /** How many runs are remembered; the oldest that are over go first. */
    static final int MOST_KEPT = 20;

    private static final Logger LOG = LoggerFactory.getLogger(EvalRuns.class);
    private static final String ENDPOINT = "/v1/chat/completions";
    private static final int DIGEST_DIGITS = 32;

    private final Vertx vertx;
    private final Replays sender;
    private final InstantSource clock;
    private final BiFunction<EvalTerms, EvalResult, CompletionStage<Kept>> recording;
    /** The newest first. */
    private final Deque<EvalRun> runs = new ArrayDeque<>();

    private int underWay;

    /**
     * @param sender sends a case as a request that nobody waits for
     * @param recording writes what came of a run down
     */
    EvalRuns(
            Vertx vertx,
            Replays sender,
            InstantSource clock,
            BiFunction<EvalTerms, EvalResult, CompletionStage<Kept>> recording) {
        this.vertx = vertx;
        this.sender = sender;
        this.clock = clock;
        this.recording = recording;
    }

    /** What became of the wish to run cases. */
    sealed interface Begun {
        /** They run. */
        record Running(EvalRun run) implements Begun {}

        /** Others of the route do. */
        record SameRoute(EvalRun other) implements Begun {}

        /** As many runs are under way as may be. */
        record Full() implements Begun {}
    }

    Begun begin(String id, EvalTerms terms, EvalWork work) {
        EvalRun run = new EvalRun(id, terms, work, clock.instant());
        synchronized (this) {
            List<EvalRun> running = runs.stream().filter(EvalRun::isRunning).toList();
            if (running.size() >= MOST_RUNNING) {
                return new Begun.Full();
            }
            Optional<EvalRun> same = running.stream()
                    .filter(other -> other.terms().route().equals(terms.route()))
                    .findFirst();
            if (same.isPresent()) {
                return new Begun.SameRoute(same.get());
            }
            runs.addFirst(run);
            if (runs.size() > MOST_KEPT) {
                List<EvalRun> over =
                        runs.stream().filter(each -> !each.isRunning()).toList();
                runs.remove(over.getLast());
            }
        }
        sendMore();
        return new Begun.Running(run);
    }

    /** Those of a route, the newest first. */
    synchronized List<EvalRun> of(String route) {
        return runs.stream().filter(run -> run.terms().route().equals(route)).toList();
    }

    Optional<EvalRun> find(String route, String id) {
        return of(route).stream().filter(run -> run.id().equals(id)).findFirst();
    }

    /** Ends a run, unless it is over; what is under way comes to its own end, and nobody looks at it. */
    void cancel(EvalRun run, String why) {
        run.end(true, why, clock.instant());
        sendMore();
    }

    private void sendMore() {
        List<EvalCall> calls = new ArrayList<>();
        synchronized (this) {
            for (EvalCall call = next(); call != null; call = next()) {
                calls.add(call);
            }
        }
        calls.forEach(this::send);
    }

    /** The next call of the run that has the fewest under way. */
    private @Nullable EvalCall next() {
        if (underWay == MOST_AT_ONCE) {
            return null;
        }
        List<EvalRun> fewestFirst =
                runs.stream().sorted(Comparator.comparingInt(EvalRun::underWay)).toList();
        for (EvalRun run : fewestFirst) {
            EvalCall next = run.next();
            if (next != null) {
                underWay++;
                return next;
            }
        }
        return null;
    }

    private void send(EvalCall call) {
        byte[] body = call.asked().body(call.run().terms().route()).toString().getBytes(UTF_8);
        RequestFacts facts =
                new RequestFacts(Sha256.hex(body).substring(0, DIGEST_DIGITS), null, List.of(), Map.of(), List.of());
        RecordedRequest request =
                new RecordedRequest(call.run().id() + "/" + call.asked().id(), ENDPOINT, null, facts, body);
        replayed(request, call)
                .whenComplete((replayed, fault) -> vertx.<@Nullable Void>executeBlocking(
                                () -> {
                                    take(call, replayed, fault);
                                    return null;
                                },
                                false)
                        .onFailure(bug -> failed(call, bug)));
    }

    private CompletionStage<Replayed> replayed(RecordedRequest request, EvalCall call) {
        try {
            return sender.replay(request, call.release());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void take(EvalCall call, @Nullable Replayed replayed, @Nullable Throwable fault) {
        if (replayed == null) {
            failed(call, fault);
            return;
        }
        EvalRun run = call.run();
        String stopped = replayed instanceof Replayed.Over over ? stopped(over.trace()) : null;
        boolean isLast = false;
        if (stopped == null) {
            isLast = run.take(call, CaseJudge.judge(call.asked(), answer(replayed)));
        } else {
            run.end(
                    false,
                    "Release " + call.release().id() + " could not be asked in case '"
                            + call.asked().id() + "': " + stopped + ".",
                    clock.instant());
            run.dropped();
        }
        over();
        if (isLast) {
            conclude(run);
        }
    }

    /** What says nothing about a release: operators stopped it, or its targets rest. */
    private static @Nullable String stopped(Trace trace) {
        if (trace.attempts().isEmpty()) {
            List<String> skipped = trace.choices().skipped();
            return skipped.isEmpty() ? null : String.join(", ", skipped);
        }
        Attempt last = trace.attempts().getLast();
        return last.failure() instanceof AttemptFailure.Killed(String what, String _)
                ? last.target() + ": " + what + " is killed"
                : null;
    }

    private static CaseAnswer answer(Replayed replayed) {
        return switch (replayed) {
            case Replayed.Impossible(String why) -> CaseAnswer.notSent("it cannot be sent: " + why);
            case Replayed.Busy(int most) -> CaseAnswer.notSent("it was not sent: " + most + " calls are under way");
            case Replayed.Over(Trace trace, byte[] answer) ->
                new CaseAnswer(
                        answer == null ? null : text(answer),
                        trace.error(),
                        trace.attempts().isEmpty() || trace.attempts().getLast().contract() == null
                                ? null
                                : trace.attempts().getLast().contract().word(),
                        answer != null
                                && (trace.attempts().size() > 1
                                        || !trace.choices().skipped().isEmpty()),
                        trace.costPicodollars(),
                        trace.totalUs(),
                        trace.id());
        };
    }

    private static String text(byte[] answer) {
        try {
            return AnswerText.of(Json.read(answer));
        } catch (IOException e) {
            return new String(answer, UTF_8);
        }
    }

    private void conclude(EvalRun run) {
        EvalResult result = run.conclude(clock.instant());
        if (result == null) {
            return;
        }
        LOG.info("eval {} of route '{}': {}", run.id(), run.terms().route(), result.verdict());
        recording.apply(run.terms(), result).whenComplete((kept, fault) -> {
            if (kept == null) {
                LOG.error("what came of eval {} could not be recorded", run.id(), fault);
            }
            run.kept(kept == null ? new Kept.Not("a fault in Penstock; the node's log tells more") : kept);
        });
    }

    private void failed(EvalCall call, @Nullable Throwable bug) {
        LOG.error("a fault in Penstock ended eval {}", call.run().id(), bug);
        call.run().end(false, "A fault in Penstock ended it; the node's log tells more.", clock.instant());
        call.run().dropped();
        over();
    }

    private void over() {
        synchronized (this) {
            underWay--;
        }
        sendMore();
    }
}
