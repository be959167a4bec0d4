package dev.penstock.contract;

import dev.penstock.core.chat.ChatAnswer;
import java.util.List;
import java.util.Locale;

/** What became of an answer when it was held against its contract. */
public sealed interface ContractVerdict {
    /** It satisfies all, as it came. */
    record Valid() implements ContractVerdict {}

    /**
     * It satisfies all after a repair.
     *
     * @param answer the answer to give instead of the one that came
     * @param rules what was done, in order, each once; at least one
     */
    record Repaired(ChatAnswer answer, List<RepairRule> rules) implements ContractVerdict {
        public Repaired {
            rules = List.copyOf(rules);
        }
    }

    /** It does not. At least one violation, and no more than a few. */
    record Invalid(List<Violation> violations) implements ContractVerdict {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /** It is not held against the contract, for it is no answer: the model declined, or content was held back. */
    record NotChecked(Reason reason) implements ContractVerdict {}

    /** Why an answer is none. */
    enum Reason {
        REFUSAL,
        CONTENT_FILTER;

        /** The word for it in traces and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
