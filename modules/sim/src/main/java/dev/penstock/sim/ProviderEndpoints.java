package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The endpoints of the providers: reads the request, lets the dialect answer, delivers the reply, logs the attempt. */
final class ProviderEndpoints {
    private static final int LARGEST_BODY = 32 << 20;

    private final Vertx vertx;
    private final Simulation simulation;
    private final Wire openAi = new OpenAiWire();

    ProviderEndpoints(Vertx vertx, Simulation simulation) {
        this.vertx = vertx;
        this.simulation = simulation;
    }

    void handle(HttpServerRequest request) {
        Attempt attempt = simulation
                .log()
                .open(
                        simulation.clock().instant(),
                        request.method().name(),
                        request.uri(),
                        request.headers().entries());
        request.response()
                .closeHandler(lost -> attempt.cancelled(simulation.clock().instant()));
        request.exceptionHandler(lost -> attempt.cancelled(simulation.clock().instant()));
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST_BODY) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            simulation.log().keep(attempt, body.getBytes());
            Reply reply = reply(request, attempt, body);
            new Delivery(vertx, simulation.clock(), request, attempt, reply).start();
        });
    }

    private Reply reply(HttpServerRequest request, Attempt attempt, Buffer body) {
        RandomGenerator random = simulation.random(attempt);
        Wire wire = openAi;
        var moment = new Refusals.Moment(simulation.clock().instant(), new Ids(random));
        Reply refusal = unauthorized(wire, request);
        if (refusal == null && body.length() > LARGEST_BODY) {
            refusal = wire.refuse(StatusFault.REQUEST_TOO_LARGE, 0, "", moment);
        }
        if (refusal != null) {
            return refusal.with(wire.headers(moment.ids(), 0));
        }
        return switch (request.method() + " " + request.path()) {
            case "POST /v1/chat/completions" -> chat(wire, attempt, body, random);
            default ->
                OpenAiErrors.error(
                        404,
                        "Invalid URL (%s %s)".formatted(request.method(), request.path()),
                        "invalid_request_error",
                        null,
                        null);
        };
    }

    private @Nullable Reply unauthorized(Wire wire, HttpServerRequest request) {
        String key = wire.key(request.headers());
        boolean any = simulation.config().keys().isEmpty();
        return key != null && (any || simulation.config().keys().contains(key)) ? null : wire.unauthorized(key);
    }

    private Reply chat(Wire wire, Attempt attempt, Buffer body, RandomGenerator random) {
        var ids = new Ids(random);
        if (!(Json.parse(body.getBytes()) instanceof ObjectNode object)) {
            return wire.malformed().with(wire.headers(ids, 0));
        }
        ModelName model = ModelName.parse(object.path("model").asText());
        attempt.asked(model.asked());
        if (model.wrong() != null) {
            return wire.noSuchModel(model.asked(), " (Simulator: " + model.wrong() + ")")
                    .with(wire.headers(ids, 0));
        }
        Reply refusal = wire.check(object);
        if (refusal != null) {
            return refusal.with(wire.headers(ids, 0));
        }
        FaultSpec fault = simulation.plan().fault(model, random);
        attempt.fault(fault);
        ChatRequest request = wire.read(object);
        return new Chat(wire, random, simulation.clock().instant())
                .reply(
                        request,
                        simulation.promptCache().prompt(request),
                        simulation.plan().behaviour(model),
                        fault);
    }
}
