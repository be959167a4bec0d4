package dev.penstock.core.config;

/**
 * What belongs to a route's contract beside the schema.
 *
 * @param checks what else is checked
 * @param repair whether an answer that breaks the schema is repaired where that is safe
 * @param retries how often a target is asked again, told what was wrong, when an answer is invalid; 0 to 2
 * @param otherwise what the caller gets when all of that did not help
 * @param toolResults what is done about tools' results in a request that are errors, empty or partial
 * @param stream when what comes of a stream is given on
 * @param narrow whether a target that is told what was wrong is asked without the turns before the user's last one
 */
public record ContractTerms(
        AnswerChecks checks,
        boolean repair,
        int retries,
        Fallback otherwise,
        ToolResultRule toolResults,
        ContractStream stream,
        boolean narrow) {
    public static final int USUAL_RETRIES = 1;

    /** Those of a route that says nothing. */
    public static final ContractTerms USUAL =
            new ContractTerms(AnswerChecks.NONE, true, USUAL_RETRIES, new Fallback.Refuse());

    /** Terms that say nothing of what the model is given, nor of streams. */
    public ContractTerms(AnswerChecks checks, boolean repair, int retries, Fallback otherwise) {
        this(checks, repair, retries, otherwise, ToolResultRule.LABEL, ContractStream.HOLD, false);
    }

    public ContractTerms {
        new Checks().range("retries", retries, 0, 2).done();
    }
}
