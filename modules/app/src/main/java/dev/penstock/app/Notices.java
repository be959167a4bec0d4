package dev.penstock.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.alerts.AlertJson;
import dev.penstock.alerts.AlertNews;
import dev.penstock.canary.RolloutNews;
import dev.penstock.control.Recorded;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.StateChange;
import dev.penstock.reviews.Review;
import dev.penstock.reviews.ReviewState;
import dev.penstock.webhooks.Event;
import dev.penstock.webhooks.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** What happens on this node, told to its webhooks: what happens on another, that one tells. */
final class Notices {
    /** What is older comes from a journal. */
    private static final Duration NEW = Duration.ofHours(1);

    private final String node;
    private final Webhooks webhooks;
    private final InstantSource clock;

    Notices(String node, Webhooks webhooks, InstantSource clock) {
        this.node = node;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    void changed(StateChange change) {
        for (ControlRecord record : change.effects()) {
            boolean own = record.node().equals(node) && record.at().plus(NEW).isAfter(clock.instant());
            if (own && record.entry() instanceof Entry.Said(Command command)) {
                topic(command)
                        .ifPresent(topic -> webhooks.tell(
                                Event.of(topic, command.kind(), record.id(), record.at(), Recorded.of(record))));
            }
        }
    }

    private static Optional<WebhookTopic> topic(Command command) {
        return switch (command) {
            case Command.Kill _, Command.Lift _ -> Optional.of(WebhookTopic.KILL);
            case Command.Withdraw _,
                    Command.PublishRelease _,
                    Command.Activate _,
                    Command.SetCanary _,
                    Command.EndCanary _,
                    Command.SetShadow _,
                    Command.RecordEval _,
                    Command.EndShadow _,
                    Command.StartRollout _,
                    Command.EnterStage _,
                    Command.ApproveStage _,
                    Command.PauseRollout _,
                    Command.ResumeRollout _,
                    Command.EndRollout _ -> Optional.of(WebhookTopic.ROLLOUT);
            case Command.OverrideColdStart _,
                    Command.SetVoters _,
                    Command.Settle _,
                    Command.OfBudget _,
                    Command.AddTrigger _,
                    Command.RevokeTrigger _,
                    Command.SetPolicy _,
                    Command.AskApproval _,
                    Command.EndApproval _,
                    Command.KeepRule _,
                    Command.RevokeRule _ -> Optional.empty();
        };
    }

    void alert(AlertNews news) {
        if (news.alert().node().equals(node)) {
            Instant at = news.alert().until() == null ? news.alert().at() : clock.instant();
            webhooks.tell(Event.of(WebhookTopic.ALERT, news.word(), news.alert().id(), at, AlertJson.of(news.alert())));
        }
    }

    /** What is carried out is a record, and told as one; what would be in another mode is told here. */
    void rollout(RolloutNews news) {
        if (news.isLive()) {
            return;
        }
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("route", news.route())
                .put("rollout", news.rollout())
                .put("mode", news.mode().word())
                .put("stage", news.stage())
                .put("decision", news.decision().word())
                .put("why", news.decision().why());
        String of = news.rollout() + " " + news.stage() + " " + news.decision().word();
        webhooks.tell(Event.of(WebhookTopic.ROLLOUT, "verdict", of, clock.instant(), data));
    }

    /** Without the texts of callers and models. */
    void review(Review review) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("id", review.id())
                .put("kind", review.kind().word())
                .put("route", review.route())
                .put("release", review.release())
                .put("trace", review.trace())
                .put("caller", review.caller())
                .put("expires", review.expires().toString());
        if (review.state() instanceof ReviewState.Resolved resolved) {
            data.put("decision", resolved.decision())
                    .put("actor", resolved.by().actor())
                    .put("reason", resolved.reason());
            webhooks.tell(Event.of(WebhookTopic.REVIEW, "decided", review.id(), resolved.at(), data));
        } else {
            webhooks.tell(Event.of(WebhookTopic.REVIEW, "opened", review.id(), review.at(), data));
        }
    }
}
