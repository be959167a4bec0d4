package dev.penstock.control;

import dev.penstock.trace.TraceJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/traces/{id}}: the whole story of a request. */
final class TraceEndpoint {
    private final Function<String, byte @Nullable []> stories;

    TraceEndpoint(Function<String, byte @Nullable []> stories) {
        this.stories = stories;
    }

    void get(RoutingContext context) {
        String id = new Call(context).path("id");
        byte[] story = stories.apply(id);
        if (story == null) {
            Problem.of(
                            404,
                            "No such trace",
                            "No trace '" + id + "' is among the latest that this node keeps in memory.")
                    .send(context.response());
            return;
        }
        context.response().putHeader("content-type", "application/json").end(Buffer.buffer(TraceJson.laidOut(story)));
    }
}
