package dev.penstock.core.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to a candidate in a stage of its rollout, in the order in which stages may come. */
public enum StageKind {
    /** Hand-made cases are tried on it; no live request is. */
    EVAL,
    /** It gets copies of live requests, whose answers nobody sees. */
    SHADOW,
    /** It gets a share of the live requests. */
    CANARY,
    /** It is the route's current release, and the rollout is over. */
    FULL;

    /** The word for it in policies, messages and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a word, if it is one. */
    public static Optional<StageKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
