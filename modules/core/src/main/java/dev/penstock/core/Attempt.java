package dev.penstock.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of one target. All times are microseconds since the request came in; -1 says that it did not come so far.
 *
 * @param target the target's name
 * @param provider its provider's name
 * @param model the model that was asked for
 * @param startedUs when the attempt began
 * @param sentUs when the request was on its way over a connection: what lies between is waiting for one
 * @param connectUs how long the connection that it got took to open, of the time that it waited for one; 0 for one that
 *     was open already, so that all of the waiting was in the queue
 * @param firstByteUs when the head of the answer was here
 * @param firstContentUs when its first content was here
 * @param between the pauses between the pieces of its stream; null for none
 * @param endedUs when it was over
 * @param status the provider's HTTP status; 0 if there was none
 * @param failure why it failed; null for an answer
 * @param diagnosis what the failure was; null for an answer
 * @param remedy what was done about it, with its reason; null for an answer
 * @param rules the ids of the rules that changed what was sent
 * @param contract what became of its answer when it was held against the contract; null where there is none
 * @param returnedModel the model that the provider says answered
 * @param fingerprint the provider's word for the machinery behind the answer
 * @param finish why the model stopped
 * @param usage what it used
 * @param costPicodollars what that cost; null where the usage or the price is not known
 * @param providerRequestId the provider's id for the call, for its support
 * @param answerId the id that the answer calls itself by
 */
public record Attempt(
        String target,
        String provider,
        String model,
        long startedUs,
        long sentUs,
        long connectUs,
        long firstByteUs,
        long firstContentUs,
        @Nullable Between between,
        long endedUs,
        int status,
        @Nullable AttemptFailure failure,
        @Nullable Diagnosis diagnosis,
        @Nullable String remedy,
        List<String> rules,
        @Nullable ContractResult contract,
        @Nullable String returnedModel,
        @Nullable String fingerprint,
        @Nullable FinishReason finish,
        @Nullable Usage usage,
        @Nullable Long costPicodollars,
        @Nullable String providerRequestId,
        @Nullable String answerId) {
    public Attempt {
        rules = List.copyOf(rules);
        returnedModel = ShortText.nameOrNull(returnedModel);
        fingerprint = ShortText.nameOrNull(fingerprint);
        answerId = ShortText.nameOrNull(answerId);
    }
}
