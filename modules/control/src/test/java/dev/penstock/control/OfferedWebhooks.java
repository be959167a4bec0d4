package dev.penstock.control;

import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.webhooks.Event;
import dev.penstock.webhooks.Tested;
import dev.penstock.webhooks.WebhookState;
import dev.penstock.webhooks.Webhooks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One webhook, ops, that does not hear. Can be made to fail. */
final class OfferedWebhooks implements Webhooks {
    private volatile boolean failing;

    /** From now on each question is a fault. */
    void fail() {
        failing = true;
    }

    @Override
    public void tell(Event event) {}

    @Override
    public List<WebhookState> states() {
        if (failing) {
            throw new IllegalStateException("a fault of the tests");
        }
        return List.of(new WebhookState(
                "ops",
                "https://alerts.example.com",
                Set.of(WebhookTopic.KILL, WebhookTopic.ALERT),
                7,
                2,
                1,
                null,
                Instant.parse("2026-11-21T11:59:00Z"),
                "it answered 503"));
    }

    @Override
    public Optional<CompletionStage<Tested>> test(String name) {
        return name.equals("ops")
                ? Optional.of(CompletableFuture.completedStage(new Tested(503, 12, "it answered 503")))
                : Optional.empty();
    }

    @Override
    public Optional<CompletionStage<GateAnswer>> ask(String name, Event event) {
        return Optional.empty();
    }
}
