package dev.penstock.webhooks;

import java.time.Instant;
import java.util.Optional;

/** Events that wait. Used on one thread. */
interface Outbox extends AutoCloseable {
    /** It cannot be used; the message is for operators. */
    final class Unusable extends RuntimeException {
        Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Puts an event in for a webhook; what is there already, by its id, stays as it is. */
    void add(String webhook, Event event);

    /** The first that may be sent to a webhook now. */
    Optional<Waiting> next(String webhook, Instant now);

    /** Puts one off. */
    void later(Waiting waiting);

    /** Takes one out. */
    void remove(long place);

    /** How many wait for a webhook. */
    int waiting(String webhook);

    /** Takes the oldest of a webhook out until at most so many wait; says how many these were. */
    int trim(String webhook, int most);

    @Override
    void close();
}
