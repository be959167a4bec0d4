package dev.penstock.webhooks;

import java.time.Instant;

/**
 * An event that a webhook has not heard yet.
 *
 * @param place its number in the outbox: what came first has a lower one
 * @param failures how often it was sent in vain
 * @param due when it may be sent
 */
record Waiting(long place, String webhook, String id, String type, Instant at, String body, int failures, Instant due) {
    Waiting later(Instant nowDue) {
        return new Waiting(place, webhook, id, type, at, body, failures + 1, nowDue);
    }
}
