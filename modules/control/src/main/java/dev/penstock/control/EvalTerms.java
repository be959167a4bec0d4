package dev.penstock.control;

import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.EvalGate;

/**
 * What a run of cases is asked to do, without the cases.
 *
 * @param candidate the id of a release
 * @param baseline the id of another
 * @param cases how many there are
 * @param digest of them, as {@link dev.penstock.evals.CaseSet} makes it
 * @param concurrency how many of its calls may be under way, 1 to {@link EvalRuns#MOST_AT_ONCE}
 */
record EvalTerms(
        String route,
        String candidate,
        String baseline,
        int cases,
        String digest,
        EvalGate gate,
        int concurrency,
        Author author) {}
