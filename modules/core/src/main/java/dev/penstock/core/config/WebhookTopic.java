package dev.penstock.core.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a webhook may be told of. */
public enum WebhookTopic {
    /** Alerts are raised and cleared. */
    ALERT,
    /** Something is stopped, or goes on. */
    KILL,
    /** A release, a canary or a shadow comes or goes. */
    ROLLOUT,
    /** A person is asked, or has decided. */
    REVIEW;

    /** The word for it in configuration, and the first part of its events' types. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(WebhookTopic::word).toList();
    }
}
