package dev.penstock.control;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.state.EvalResult;
import dev.penstock.evals.CaseResult;
import dev.penstock.evals.EvalCase;
import dev.penstock.evals.EvalReport;
import dev.penstock.evals.GateDecision;
import dev.penstock.evals.SideResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run of cases and how far it is. Any thread may ask. */
final class EvalRun {
    private final String id;
    private final EvalTerms terms;
    private final Instant at;
    /** Null once it is over. */
    private @Nullable EvalWork work;
    /** Of each case that of the candidate, then that of the baseline. Empty once it is over. */
    private @Nullable SideResult[] results;

    private int sent;
    private int underWay;
    private int answered;
    private Stage stage = new Stage.Running();

    EvalRun(String id, EvalTerms terms, EvalWork work, Instant at) {
        this.id = id;
        this.terms = terms;
        this.work = work;
        this.at = at;
        this.results = new SideResult[2 * work.cases().size()];
    }

    /** How far it is. */
    sealed interface Stage {
        /** Cases are sent. */
        record Running() implements Stage {}

        /** All answers are here. */
        record Done(EvalReport report, GateDecision decision, Kept kept, Instant until) implements Stage {}

        /**
         * It was ended before that.
         *
         * @param isCancelled whether somebody wanted it so
         */
        record Ended(boolean isCancelled, String why, Instant until) implements Stage {}
    }

    /** What became of the record of it. */
    sealed interface Kept {
        /** It is being written. */
        record Pending() implements Kept {}

        /** It is in effect, by its id. */
        record Recorded(String id) implements Kept {}

        /** It is not. */
        record Not(String why) implements Kept {}
    }

    /** One case for one of the releases. */
    record EvalCall(EvalRun run, int number, EvalCase asked, ReleaseContent release) {}

    String id() {
        return id;
    }

    EvalTerms terms() {
        return terms;
    }

    Instant at() {
        return at;
    }

    synchronized Stage stage() {
        return stage;
    }

    synchronized int answered() {
        return answered;
    }

    int expected() {
        return 2 * terms.cases();
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized boolean isRunning() {
        return stage instanceof Stage.Running;
    }

    /** The next call that may be made, which then is under way; null where there is none. */
    synchronized @Nullable EvalCall next() {
        if (work == null || underWay >= terms.concurrency() || sent == expected()) {
            return null;
        }
        underWay++;
        int number = sent++;
        return new EvalCall(
                this, number, work.cases().get(number / 2), number % 2 == 0 ? work.candidate() : work.baseline());
    }

    /**
     * Takes what came of a call.
     *
     * @return whether it was the last
     */
    synchronized boolean take(EvalCall call, SideResult result) {
        underWay--;
        if (!isRunning()) {
            return false;
        }
        results[call.number()] = result;
        answered++;
        return answered == expected();
    }

    /** A call is over without a result. */
    synchronized void dropped() {
        underWay--;
    }

    /** Ends it, unless it is over already. */
    synchronized void end(boolean isCancelled, String why, Instant now) {
        if (isRunning()) {
            over(new Stage.Ended(isCancelled, why, now));
        }
    }

    private void over(Stage last) {
        stage = last;
        results = new SideResult[0];
        work = null;
    }

    /** Makes the report of the last answer; null where it was ended at that moment. */
    synchronized @Nullable EvalResult conclude(Instant now) {
        if (work == null) {
            return null;
        }
        EvalReport report = EvalReport.of(results(work.cases()));
        GateDecision decision = GateDecision.of(terms.gate(), report);
        over(new Stage.Done(report, decision, new Kept.Pending(), now));
        return new EvalResult(
                terms.digest(),
                report.cases(),
                report.candidate().passed(),
                report.baseline().passed(),
                report.lost().size(),
                terms.gate(),
                decision.sentence());
    }

    private List<CaseResult> results(List<EvalCase> cases) {
        List<SideResult> all =
                Arrays.stream(results).map(Objects::requireNonNull).toList();
        List<CaseResult> paired = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 2) {
            paired.add(new CaseResult(cases.get(i / 2).id(), all.get(i), all.get(i + 1)));
        }
        return paired;
    }

    synchronized void kept(Kept kept) {
        if (stage instanceof Stage.Done done) {
            stage = new Stage.Done(done.report(), done.decision(), kept, done.until());
        }
    }
}
