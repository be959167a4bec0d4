package dev.penstock.alerts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an alert is about. */
public enum AlertKind {
    /** A target's answers are worse than usual. */
    TARGET_DEGRADED(Severity.WARNING),
    /** A target fails and is left alone. */
    BREAKER_OPEN(Severity.CRITICAL),
    /** A rule of healing does harm. */
    RULE_HARMFUL(Severity.WARNING),
    /** The answers to a release are not what they used to be. */
    DRIFT(Severity.WARNING),
    /** Another model answers than the one that is asked for. */
    OTHER_MODEL(Severity.WARNING),
    /** The stories of requests are not all kept. */
    TRACES_LOST(Severity.CRITICAL);

    private final Severity severity;

    AlertKind(Severity severity) {
        this.severity = severity;
    }

    /** The word for it in the API, in metrics and in webhooks. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Severity severity() {
        return severity;
    }

    /** The one with a word. */
    public static Optional<AlertKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
