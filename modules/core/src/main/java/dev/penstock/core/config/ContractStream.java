package dev.penstock.core.config;

import java.util.Locale;

/** When what comes of a stream with a contract is given on. */
public enum ContractStream {
    /** Once it is whole and satisfies the contract. */
    HOLD,
    /** As it comes, as long as it may be the begin of an answer that satisfies it. */
    CHECK;

    /** The word for it in configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
