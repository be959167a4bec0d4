package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.TraceSentences;
import dev.penstock.trace.store.FoundTrace;
import dev.penstock.trace.store.Place;
import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceSearch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** {@code /admin/v1/traces}: the stories of requests. */
final class TraceEndpoint {
    private static final String TEXT = "text";

    /** What a list tells of each; the whole story has more. */
    private static final List<String> LISTED = List.of(
            "trace",
            "at",
            "caller",
            "route",
            "release",
            "prompt",
            "session",
            "outcome",
            "status",
            "error",
            "cost_microdollars",
            "total_us");

    private final Vertx vertx;
    private final TraceSearch traces;

    TraceEndpoint(Vertx vertx, TraceSearch traces) {
        this.vertx = vertx;
        this.traces = traces;
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
        Future.fromCompletionStage(traces.find(id), vertx.getOrCreateContext())
                .map(found -> {
                    send(id, found, TEXT.equals(as), context.response());
                    return found;
                })
                .onFailure(context::fail);
    }

    private static void send(String id, TraceSearch.Found found, boolean asText, HttpServerResponse response) {
        switch (found) {
            case TraceSearch.Found.Here(byte[] story)
            when asText ->
                response.putHeader("content-type", "text/plain; charset=utf-8").end(TraceSentences.of(story));
            case TraceSearch.Found.Here(byte[] story) ->
                response.putHeader("content-type", "application/json").end(Buffer.buffer(TraceJson.laidOut(story)));
            case TraceSearch.Found.Unknown() -> unknown(id).send(response);
            case TraceSearch.Found.Away(String node) -> away(node).send(response);
            case TraceSearch.Found.NotRead(String why) -> unusable(why).send(response);
        }
    }

    static Reply unknown(String id) {
        return Problem.of(
                404,
                "No such trace",
                "No trace '" + id + "' is among the latest in memory or among those that are stored.");
    }

    static Reply away(String node) {
        return Problem.of(503, "Node away", "Node '" + node + "', which has this trace, does not answer.");
    }

    static Reply unusable(String why) {
        return Problem.of(503, "Store unusable", why);
    }

    CompletionStage<Reply> list(Call call) {
        Map<String, String> parameters = new TreeMap<>();
        for (String name : TraceQuery.PARAMETERS) {
            String value = call.query(name);
            if (value != null) {
                parameters.put(name, value);
            }
        }
        TraceQuery query = TraceQuery.read(parameters);
        return traces.list(query).thenApply(listed -> shown(listed, query.whole()));
    }

    private static Reply shown(TraceSearch.Listed listed, boolean whole) {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("traces");
        for (FoundTrace found : listed.traces()) {
            story(found).ifPresent(story -> all.add(whole ? story : shown(story)));
        }
        body.put("unreadable", listed.traces().size() - all.size());
        ArrayNode silent = body.putArray("silent");
        listed.silent().forEach(silent::add);
        Place next = listed.next();
        return Reply.ok(body.put("next", next == null ? null : next.toString()));
    }

    /** Empty where it cannot be read: that must not hide the others. */
    private static Optional<JsonNode> story(FoundTrace found) {
        try {
            return Optional.of(Json.read(found.story())).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode shown(JsonNode story) {
        ObjectNode shown = Json.object();
        for (String field : LISTED) {
            if (story.has(field)) {
                shown.set(field, story.path(field));
            }
        }
        words(shown.putArray("targets"), story.path("attempts"), "target");
        words(shown.putArray("diagnoses"), story.path("attempts"), "diagnosis");
        return shown;
    }

    /** Each once, in their order. */
    private static void words(ArrayNode array, JsonNode attempts, String field) {
        Set<String> words = new LinkedHashSet<>();
        attempts.forEach(attempt -> {
            if (attempt.has(field)) {
                words.add(attempt.path(field).asText());
            }
        });
        words.forEach(array::add);
    }
}
