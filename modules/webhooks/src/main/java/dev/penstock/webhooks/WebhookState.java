package dev.penstock.webhooks;

import dev.penstock.core.config.WebhookTopic;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How it goes with a webhook, on this node.
 *
 * @param url its scheme, host and port
 * @param delivered how many events it has heard since the node started
 * @param waiting how many it has not heard yet
 * @param dropped how many it will never hear, since the node started: too many waited, or for too long
 * @param lastDelivered when it heard the last one; null if none since the node started
 * @param failingSince since when it hears nothing; null while it does
 * @param lastError what was wrong last; null if nothing since it heard one
 */
public record WebhookState(
        String name,
        String url,
        Set<WebhookTopic> events,
        long delivered,
        long waiting,
        long dropped,
        @Nullable Instant lastDelivered,
        @Nullable Instant failingSince,
        @Nullable String lastError) {}
