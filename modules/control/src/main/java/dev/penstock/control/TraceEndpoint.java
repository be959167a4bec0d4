package dev.penstock.control;

import dev.penstock.trace.TraceJson;
import dev.penstock.trace.TraceSentences;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/traces/{id}}: the whole story of a request. */
final class TraceEndpoint {
    private static final String TEXT = "text";

    private final Function<String, byte @Nullable []> stories;

    TraceEndpoint(Function<String, byte @Nullable []> stories) {
        this.stories = stories;
    }

    void get(RoutingContext context) {
        Call call = new Call(context);
        String id = call.path("id");
        String as = call.query("as");
        if (as != null && !as.equals(TEXT) && !as.equals("json")) {
            Problem.of(400, "No such form", "as is '" + as + "', expected json or text.")
                    .send(context.response());
            return;
        }
        byte[] story = stories.apply(id);
        if (story == null) {
            Problem.of(
                            404,
                            "No such trace",
                            "No trace '" + id + "' is among the latest that this node keeps in memory.")
                    .send(context.response());
            return;
        }
        if (TEXT.equals(as)) {
            context.response()
                    .putHeader("content-type", "text/plain; charset=utf-8")
                    .end(TraceSentences.of(story));
        } else {
            context.response()
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(TraceJson.laidOut(story)));
        }
    }
}
