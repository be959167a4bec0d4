package dev.penstock.webhooks;

import dev.penstock.core.rollout.GateAnswer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The webhooks of one node. */
public interface Webhooks {
    /** Where none is configured. */
    Webhooks NONE = new Webhooks() {
        @Override
        public void tell(Event event) {}

        @Override
        public List<WebhookState> states() {
            return List.of();
        }

        @Override
        public Optional<CompletionStage<Tested>> test(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<CompletionStage<GateAnswer>> ask(String name, Event event) {
            return Optional.empty();
        }
    };

    /** Something happened. Safe on any thread, and does not wait. */
    void tell(Event event);

    /** How it goes with each, by its name. */
    List<WebhookState> states();

    /** Sends one an event at once, and once only; empty if there is no such webhook. The stage never fails. */
    Optional<CompletionStage<Tested>> test(String name);

    /**
     * Asks one something at once, and once only, whatever it is told of; empty if there is no such webhook. The stage
     * never fails.
     */
    Optional<CompletionStage<GateAnswer>> ask(String name, Event event);
}
