package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Who answers one attempt, and what. Knows no socket. */
final class Answering {
    private final Simulation simulation;
    private final Attempt attempt;
    private final Instant now;
    private final String path;
    private final RandomGenerator random;
    private final Ids ids;

    Answering(Simulation simulation, Attempt attempt, String path, Instant now) {
        this.simulation = simulation;
        this.attempt = attempt;
        this.now = now;
        this.path = path;
        this.random = simulation.random(attempt);
        this.ids = new Ids(random);
    }

    Reply reply(HttpServerRequest request, Buffer body) {
        if (simulation.outage().get() == Outage.SILENT) {
            attempt.fault(FaultSpec.of(WireFault.SILENCE));
            return new Reply(200, Map.of(), List.of(), Ending.STALL);
        }
        boolean anthropic = path.startsWith("/v1/messages")
                || request.headers().contains("anthropic-version")
                || request.headers().contains("x-api-key");
        Wire wire = anthropic ? new AnthropicWire(ids) : new OpenAiWire(ids);
        Reply refusal = refusal(wire, request, body);
        Reply reply = refusal == null ? routed(wire, request, body) : refusal;
        boolean behindCloudflare = reply.headers().containsKey("cf-ray");
        return behindCloudflare ? reply : reply.or(wire.headers(0));
    }

    private @Nullable Reply refusal(Wire wire, HttpServerRequest request, Buffer body) {
        String key = wire.key(request.headers());
        var accepted = simulation.config().keys();
        if (key == null || !(accepted.isEmpty() || accepted.contains(key))) {
            return wire.unauthorized(key);
        }
        if (wire instanceof AnthropicWire refusing && !request.headers().contains("anthropic-version")) {
            return refusing.errors().invalid("anthropic-version: header is required");
        }
        return body.length() <= ProviderEndpoints.LARGEST_BODY
                ? null
                : wire.refuse(StatusFault.REQUEST_TOO_LARGE, 0, "", new Refusals.Moment(now, ids));
    }

    private Reply routed(Wire wire, HttpServerRequest request, Buffer body) {
        String method = request.method().name();
        boolean openAi = wire instanceof OpenAiWire;
        if (method.equals("GET") && (path.equals("/v1/models") || path.startsWith("/v1/models/"))) {
            return models(wire);
        }
        if (method.equals("POST") && path.equals("/v1/embeddings") && openAi) {
            return asked(wire, body, this::embeddings);
        }
        String chat = openAi ? "/v1/chat/completions" : "/v1/messages";
        return method.equals("POST") && path.equals(chat)
                ? asked(wire, body, this::chat)
                : wire.noSuchPath(method, path);
    }

    private Reply models(Wire wire) {
        var models = new ModelList(simulation.config().listed());
        boolean openAi = wire instanceof OpenAiWire;
        if (path.equals("/v1/models")) {
            return Reply.json(200, openAi ? models.openAi() : models.anthropic());
        }
        String id = path.substring("/v1/models/".length());
        if (!models.listed().contains(id)) {
            return wire.noSuchModel(id, "");
        }
        return Reply.json(200, openAi ? models.openAi(id) : models.anthropic(id));
    }

    private Reply asked(Wire wire, Buffer body, Answer answer) {
        if (!(Json.parse(body.getBytes()) instanceof ObjectNode object)) {
            return wire.malformed();
        }
        ModelName model = ModelName.parse(object.path("model").asText());
        attempt.asked(model.asked());
        return model.wrong() == null
                ? answer.to(wire, object, model)
                : wire.noSuchModel(model.asked(), " (Simulator: " + model.wrong() + ")");
    }

    private Reply chat(Wire wire, ObjectNode body, ModelName model) {
        Reply refusal = wire.check(body);
        if (refusal != null) {
            return refusal;
        }
        ChatRequest request = wire.read(body);
        return new Chat(wire, random, ids, now, attempt.id())
                .reply(
                        request,
                        simulation.promptCache().prompt(request),
                        behaviour(model),
                        fault(model, request.opening()));
    }

    private Reply embeddings(Wire wire, ObjectNode body, ModelName model) {
        Reply refusal = OpenAiEmbeddings.check(body);
        if (refusal != null) {
            return refusal;
        }
        return new Embeddings(wire, random, ids, now).reply(body, model, behaviour(model), fault(model, null));
    }

    private @Nullable FaultSpec fault(ModelName model, @Nullable String opening) {
        FaultSpec fault = simulation.plan().fault(model, random, opening);
        attempt.fault(fault);
        return fault;
    }

    private Behaviour behaviour(ModelName model) {
        return simulation.plan().behaviour(model);
    }

    private interface Answer {
        Reply to(Wire wire, ObjectNode body, ModelName model);
    }
}
