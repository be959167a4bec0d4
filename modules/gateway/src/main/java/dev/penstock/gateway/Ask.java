package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Release;
import dev.penstock.healing.Change;
import dev.penstock.healing.learned.ActiveRule;
import dev.penstock.providers.Transcript;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of targets: a request as one release has it asked.
 *
 * @param traceId names the answer where the provider does not
 * @param betaFeatures the features that the caller asks for by header, if any
 * @param change what is different from the first time that this target was asked
 * @param transcript notes what the caller gets of a stream; null where nobody would go on with it
 * @param contract what the answer is held against; null for nothing
 * @param labels names in the request's metadata that Penstock itself reads
 * @param rules by which what the target is sent may change
 */
record Ask(
        String traceId,
        Instant at,
        CallerRequest request,
        Rendering rendering,
        Release release,
        @Nullable String betaFeatures,
        @Nullable Change change,
        @Nullable Transcript transcript,
        @Nullable ContractCheck contract,
        Set<String> labels,
        List<ActiveRule> rules) {
    /** Whether a stream is wanted whole, to judge it. */
    boolean judged() {
        return contract != null || Proposal.isPossible(request, release);
    }

    /**
     * What a target that goes on with a stream is given as the begin of its answer: without the white space at its end,
     * which some providers refuse there.
     */
    String begun() {
        return change instanceof Change.Continue && transcript != null
                ? transcript.text().stripTrailing()
                : "";
    }
}
