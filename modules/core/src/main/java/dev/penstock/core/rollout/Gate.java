package dev.penstock.core.rollout;

import dev.penstock.core.config.Checks;

/** Who lets a rollout out of a stage whose proof is complete. */
public sealed interface Gate {
    /** The proof is enough. */
    record Auto() implements Gate {}

    /** A person approves it, besides the proof. */
    record Approval() implements Gate {}

    /**
     * Another system approves it, besides the proof: it is asked until it says yes.
     *
     * @param webhook the name of one of the node's webhooks
     */
    record Webhook(String webhook) implements Gate {
        public Webhook {
            new Checks().name("webhook", webhook).done();
        }
    }
}
