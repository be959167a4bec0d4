package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The endpoints under {@code /sim/}: what the simulator does next, and what it saw. */
final class ControlEndpoints {
    /** Lets the answer leave before the port closes. */
    private static final long BEFORE_OUTAGE_MS = 20;

    private final Vertx vertx;
    private final Simulation simulation;
    private final Consumer<Outage> outages;

    ControlEndpoints(Vertx vertx, Simulation simulation, Consumer<Outage> outages) {
        this.vertx = vertx;
        this.simulation = simulation;
        this.outages = outages;
    }

    void handle(HttpServerRequest request, String path) {
        request.body().onSuccess(body -> {
            Reply reply = reply(request, path, body);
            request.response().setStatusCode(reply.status());
            reply.headers().forEach(request.response()::putHeader);
            request.response().end(reply.steps().getFirst().bytes());
        });
    }

    private Reply reply(HttpServerRequest request, String path, Buffer body) {
        return switch (request.method() + " " + path) {
            case "POST /sim/reset" -> {
                simulation.reset();
                yield ok();
            }
            case "POST /sim/script" -> script(body);
            case "POST /sim/outage" -> outage(body);
            case "GET /sim/log" -> Reply.json(200, log("true".equals(request.getParam("bodies"))));
            case "GET /sim/faults" -> Reply.json(200, faults());
            case "GET /sim/health" -> ok();
            default ->
                error(
                        404,
                        "%s %s is unknown, expected POST /sim/reset, POST /sim/script, POST /sim/outage, GET /sim/log, GET /sim/faults or GET /sim/health"
                                .formatted(request.method(), path));
        };
    }

    private Reply script(Buffer body) {
        try {
            simulation.plan().follow(ScriptReader.read(Json.parse(body.getBytes())));
            return ok();
        } catch (IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply outage(Buffer body) {
        try {
            OutageRequest asked = OutageRequest.read(Json.parse(body.getBytes()));
            vertx.setTimer(BEFORE_OUTAGE_MS, _ -> outages.accept(asked.outage()));
            if (asked.seconds() > 0) {
                vertx.setTimer(asked.seconds() * 1_000L, _ -> outages.accept(Outage.NONE));
            }
            return ok();
        } catch (IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode log(boolean bodies) {
        ObjectNode answer = Json.object();
        ArrayNode attempts = answer.putArray("attempts");
        for (LoggedAttempt attempt : simulation.log().told()) {
            ObjectNode node = attempts.addObject();
            node.put("id", attempt.id());
            node.put("received", text(attempt.received()));
            node.put("method", attempt.method());
            node.put("path", attempt.path());
            node.put("model", attempt.model());
            node.put("fault", attempt.fault());
            attempt.headers().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(header -> node.withObject("/headers").put(header.getKey(), header.getValue()));
            node.put("bodyBytes", attempt.bodyBytes());
            if (bodies) {
                node.put("body", attempt.body());
            }
            node.put("status", attempt.status());
            node.put("firstByte", text(attempt.firstByte()));
            node.put("chunks", attempt.chunks());
            node.put("ended", text(attempt.ended()));
            node.put("how", attempt.how());
        }
        return answer;
    }

    private static ObjectNode faults() {
        ObjectNode answer = Json.object();
        ArrayNode faults = answer.putArray("faults");
        for (Fault fault : Fault.all()) {
            Fault.Facts facts = fault.facts();
            ObjectNode node = faults.addObject();
            node.put("fault", fault.label());
            node.put("entry", facts.wireId());
            node.put("meaning", facts.meaning());
            if (facts.unit() != Fault.Unit.NONE) {
                node.put("number", facts.unit().name().toLowerCase(Locale.ROOT));
                node.put("usual", facts.usual());
            }
        }
        return answer;
    }

    private static Reply ok() {
        return Reply.json(200, Json.object().put("status", "ok"));
    }

    private static Reply error(int status, String message) {
        JsonNode body = Json.object().put("error", message);
        return Reply.json(status, body);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
