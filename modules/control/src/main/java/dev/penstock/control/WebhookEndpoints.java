package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.webhooks.WebhookState;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/webhooks}: who is told what happens, and whether they hear it from the node that is asked. */
final class WebhookEndpoints {
    private final Admin admin;

    WebhookEndpoints(Admin admin) {
        this.admin = admin;
    }

    Reply list(Call call) {
        ObjectNode body = Json.object().put("node", admin.config().node());
        ArrayNode webhooks = body.putArray("webhooks");
        admin.webhooks().states().forEach(state -> webhooks.add(shown(state)));
        return Reply.ok(body);
    }

    private static ObjectNode shown(WebhookState state) {
        ObjectNode shown = Json.object().put("webhook", state.name()).put("url", state.url());
        ArrayNode events = shown.putArray("events");
        state.events().stream().sorted().map(WebhookTopic::word).forEach(events::add);
        return shown.put("delivered", state.delivered())
                .put("waiting", state.waiting())
                .put("dropped", state.dropped())
                .put("last_delivered", text(state.lastDelivered()))
                .put("failing_since", text(state.failingSince()))
                .put("last_error", state.lastError());
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    /** Writes nothing, but whoever does it says why, as with all that has an effect. */
    CompletionStage<Reply> test(Call call, WriteBody body) {
        String name = call.path("webhook");
        var _ = body.writer();
        body.done();
        return admin.webhooks()
                .test(name)
                .map(sent -> sent.thenApply(tested -> Reply.ok(Json.object()
                        .put("webhook", name)
                        .put("delivered", tested.delivered())
                        .put("status", tested.status())
                        .put("ms", tested.ms())
                        .put("error", tested.error()))))
                .orElseGet(() -> CompletableFuture.completedStage(Problem.of(
                        404,
                        "Not found",
                        "There is no webhook '" + name + "'; GET /admin/v1/webhooks lists those that there are.")));
    }
}
