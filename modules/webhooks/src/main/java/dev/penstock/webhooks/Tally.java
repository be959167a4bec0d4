package dev.penstock.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of the events for one webhook so far. Immutable. */
record Tally(
        long delivered,
        long waiting,
        long dropped,
        @Nullable Instant lastDelivered,
        @Nullable Instant failingSince,
        @Nullable String lastError) {
    static final Tally NONE = new Tally(0, 0, 0, null, null, null);

    Tally heard(Instant now) {
        return new Tally(delivered + 1, waiting, dropped, now, null, null);
    }

    Tally failed(Instant now, String error) {
        return new Tally(delivered, waiting, dropped, lastDelivered, failingSince == null ? now : failingSince, error);
    }

    Tally dropping(long more) {
        return new Tally(delivered, waiting, dropped + more, lastDelivered, failingSince, lastError);
    }

    Tally waiting(long now) {
        return new Tally(delivered, now, dropped, lastDelivered, failingSince, lastError);
    }
}
