package dev.penstock.webhooks;

import org.jspecify.annotations.Nullable;

/**
 * What became of an event that was sent to try a webhook.
 *
 * @param status what it answered; 0 for nothing
 * @param error why it has not heard; null if it has
 */
public record Tested(int status, long ms, @Nullable String error) {
    public boolean delivered() {
        return error == null;
    }
}
