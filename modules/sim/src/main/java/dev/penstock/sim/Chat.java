package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From a chat request to the reply, fault and all. One for each attempt; knows no socket. */
final class Chat {
    private final Wire wire;
    private final RandomGenerator random;
    private final Ids ids;
    private final Instant now;
    private final long attempt;

    /** {@code attempt} is its id. */
    Chat(Wire wire, RandomGenerator random, Ids ids, Instant now, long attempt) {
        this.wire = wire;
        this.random = random;
        this.ids = ids;
        this.now = now;
        this.attempt = attempt;
    }

    Reply reply(ChatRequest request, Usage cached, Behaviour behaviour, @Nullable FaultSpec spec) {
        Fault fault = spec == null ? null : spec.fault();
        int number = spec == null ? 0 : spec.number();
        if (fault instanceof StatusFault status && applies(status, request)) {
            return refuse(
                    status,
                    status.isOfTokens() ? request.maxTokens() : number,
                    request.model().base());
        }
        if (behaviour.prefill() == Prefill.REJECTS && request.begun() != null) {
            return wire.rejectPrefill();
        }
        Behaviour pace = fault instanceof PaceFault slow ? slowed(slow, number, behaviour) : behaviour;
        Completion right =
                Composer.compose(request, pace, cached, ids, wire.showsThinking(), pace.varies() ? (int) attempt : 0);
        Completion said = fault == null ? right : wrong(fault, number, right, request);
        var exchange = new Exchange(request, said, ids, now.getEpochSecond());
        WireFault broken = fault == ToolFault.CUT_TOOL_ARGUMENTS
                ? WireFault.CUT_CLEAN
                : fault instanceof WireFault one ? one : null;
        Reply reply = request.stream()
                ? stream(exchange, pace, broken, number)
                : whole(wire.whole(exchange), request, said, pace, broken);
        return reply.or(wire.headers(cached.prompt()));
    }

    private Reply refuse(StatusFault fault, int number, String model) {
        return wire.refuse(fault, number, model, new Refusals.Moment(now, ids));
    }

    /** A model that does not support a parameter answers as soon as the parameter is gone, or small enough. */
    private boolean applies(StatusFault fault, ChatRequest request) {
        return fault.isOfTokens()
                ? request.maxTokens() > StatusFault.MOST_OUTPUT
                : fault != StatusFault.UNSUPPORTED_PARAMETER || request.body().has(wire.unsupportedParameter());
    }

    private static Behaviour slowed(PaceFault fault, int ms, Behaviour behaviour) {
        var wait = new Latency.Fixed(Duration.ofMillis(ms));
        return switch (fault) {
            case SLOW_FIRST_TOKEN -> behaviour.withLatency(wait, behaviour.betweenTokens());
            case SLOW_TOKENS -> behaviour.withLatency(behaviour.firstToken(), wait);
        };
    }

    private Completion wrong(Fault fault, int number, Completion right, ChatRequest request) {
        return switch (fault) {
            case AnswerFault answer -> WrongAnswers.of(answer, number, right, request);
            case ToolFault tool -> WrongToolCalls.of(tool, right, request, ids);
            case WireFault broken -> broken == WireFault.CUT_UTF8 ? Breakage.cuttable(right) : right;
            case StatusFault status -> right;
            case PaceFault slow -> right;
        };
    }

    private Reply stream(Exchange exchange, Behaviour pace, @Nullable WireFault broken, int number) {
        List<Frame> frames = wire.stream(exchange);
        var steps = new ArrayList<Step>(frames.size());
        boolean first = true;
        for (Frame frame : frames) {
            Duration wait = Duration.ZERO;
            if (steps.isEmpty()) {
                wait = pace.firstToken().draw(random);
            }
            if (frame.role() == Frame.Role.CONTENT) {
                wait = first ? wait : wait.plus(pace.betweenTokens().draw(random));
                first = false;
            }
            steps.add(new Step(Buffer.buffer(frame.text()), wait));
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "text/event-stream; charset=utf-8");
        headers.put("cache-control", "no-cache");
        var whole = new Reply(200, headers, steps, Ending.WHOLE);
        return broken == null ? whole : Breakage.stream(broken, number, frames, wire.errorInStream(broken), whole);
    }

    private Reply whole(
            ObjectNode body, ChatRequest request, Completion said, Behaviour pace, @Nullable WireFault broken) {
        Duration wait = pace.firstToken().draw(random);
        int chunks = said.choices().isEmpty() ? 0 : Chunks.words(said.text()).size();
        for (int i = 1; i < chunks; i++) {
            wait = wait.plus(pace.betweenTokens().draw(random));
        }
        Reply whole = Reply.json(200, body).after(wait);
        return broken == null
                ? whole
                : Breakage.whole(
                        broken,
                        whole,
                        refuse(StatusFault.OVERLOADED, 0, request.model().base()));
    }
}
