package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Release;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a copy of a request.
 *
 * @param targets how many are asked at most, each once
 * @param contract what the answer is held against; null for nothing. A stream is not.
 * @param keepsText whether what was said is stored, where the release lets that be
 * @param total how long it may take
 */
record CopyTerms(int targets, @Nullable ContractCheck contract, boolean keepsText, Duration total) {
    /** Of a copy that goes along with a user's request. */
    static CopyTerms ofShadow(Release candidate) {
        return new CopyTerms(1, null, false, candidate.route().deadlines().total());
    }
}
