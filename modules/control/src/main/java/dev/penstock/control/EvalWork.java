package dev.penstock.control;

import dev.penstock.core.ReleaseContent;
import dev.penstock.evals.EvalCase;
import java.util.List;

/** What a run of cases needs until it is over, and not longer: it may be megabytes. */
record EvalWork(ReleaseContent candidate, ReleaseContent baseline, List<EvalCase> cases) {}
