package dev.penstock.webhooks;

import java.time.Duration;

/** How long an event waits before it is sent again. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 12;

    private Backoff() {}

    /**
     * A random time of up to two seconds, and of twice as much after each failure, up to 15 minutes (full jitter).
     *
     * @param failures how often it was sent in vain, from 1
     * @param random from 0 to 1
     * @param wanted how long the endpoint wants to be left alone; at most 15 minutes of it
     */
    static Duration after(int failures, double random, Duration wanted) {
        long most = Math.min(FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS), LONGEST.toMillis());
        long wait = Math.round(most * random);
        return Duration.ofMillis(Math.max(wait, Math.min(wanted.toMillis(), LONGEST.toMillis())));
    }
}
