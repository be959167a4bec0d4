package dev.penstock.evals;

import dev.penstock.core.ContractResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of a case at one of the releases.
 *
 * @param text what the answer says; null where there is none
 * @param error why there is none; null where there is one
 * @param contract what became of it when it was held against the contract; null where there is none
 * @param isLater whether another target answered than the first of its release
 * @param costPicodollars null where it is not known
 * @param totalUs how long it took, in microseconds
 * @param trace the id of its story; null where it was not sent
 */
public record CaseAnswer(
        @Nullable String text,
        @Nullable String error,
        ContractResult.@Nullable Word contract,
        boolean isLater,
        @Nullable Long costPicodollars,
        long totalUs,
        @Nullable String trace) {
    /** One that could not be sent. */
    public static CaseAnswer notSent(String why) {
        return new CaseAnswer(null, why, null, false, null, 0, null);
    }
}
