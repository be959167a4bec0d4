package dev.penstock.control;

import dev.penstock.trace.Stories;
import dev.penstock.trace.TraceJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** {@code /admin/v1/traces/{id}}: the whole story of a request. */
final class TraceEndpoint {
    private final Stories stories;

    TraceEndpoint(Stories stories) {
        this.stories = stories;
    }

    void get(RoutingContext context) {
        String id = new Call(context).path("id");
        byte[] story = stories.find(id);
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
