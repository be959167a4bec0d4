package dev.penstock.control;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.evals.CaseSet;
import dev.penstock.evals.EvalGate;

/**
 * What a run of cases is asked to do.
 *
 * @param concurrency how many of its calls may be under way, 1 to {@link EvalRuns#MOST_AT_ONCE}
 */
record EvalTerms(
        String route,
        ReleaseContent candidate,
        ReleaseContent baseline,
        CaseSet cases,
        EvalGate gate,
        int concurrency,
        Author author) {}
