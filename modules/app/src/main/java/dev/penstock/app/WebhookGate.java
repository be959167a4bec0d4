package dev.penstock.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.canary.GateDoor;
import dev.penstock.canary.GateQuestion;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.webhooks.Event;
import dev.penstock.webhooks.Webhooks;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts the questions of gates to this node's webhooks, as {@code rollout.gate}. */
final class WebhookGate implements GateDoor {
    private final String node;
    private final Webhooks webhooks;
    private final InstantSource clock;

    WebhookGate(String node, Webhooks webhooks, InstantSource clock) {
        this.node = node;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    @Override
    public CompletionStage<GateAnswer> ask(String webhook, GateQuestion question) {
        return webhooks.ask(webhook, event(question))
                .orElseGet(() -> CompletableFuture.completedStage(
                        new GateAnswer.None("node '" + node + "', which judges, has no webhook '" + webhook
                                + "' in its penstock.yaml; add it there, or approve the stage by hand")));
    }

    /** As long as a rollout stays in a stage its question has the same id, whoever asks it. */
    private Event event(GateQuestion question) {
        RolloutState rollout = question.rollout();
        Command.StartRollout terms = rollout.terms();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("route", terms.route())
                .put("rollout", rollout.id())
                .put("stage", rollout.stage())
                .put("stage_name", rollout.currentStage().word())
                .put("next_stage_name", rollout.nextStage().word())
                .put("release", terms.candidate())
                .put("baseline", terms.baseline())
                .put("policy", terms.policy().name())
                .put("why", question.proven());
        data.putObject("requests")
                .put("candidate", question.candidate().requests())
                .put("candidate_bad", question.candidate().bad())
                .put("baseline", question.baseline().requests())
                .put("baseline_bad", question.baseline().bad());
        String of = rollout.id() + " " + rollout.stage() + " " + rollout.stay().id();
        return Event.of(WebhookTopic.ROLLOUT, "gate", of, clock.instant(), data);
    }
}
