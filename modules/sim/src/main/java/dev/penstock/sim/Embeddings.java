package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * From a request for embeddings to the reply. Faults of status, transport and pace happen as they do to a chat, and
 * {@code other-model}; the others are about words and change nothing.
 */
record Embeddings(Wire wire, RandomGenerator random, Ids ids, Instant now) {
    Reply reply(ObjectNode body, ModelName model, Behaviour behaviour, @Nullable FaultSpec spec) {
        Fault fault = spec == null ? null : spec.fault();
        int number = spec == null ? 0 : spec.number();
        if (fault instanceof StatusFault status && !status.isOfParameters()) {
            return refuse(status, number, model);
        }
        Duration pause = fault == PaceFault.SLOW_FIRST_TOKEN
                ? Duration.ofMillis(number)
                : behaviour.firstToken().draw(random);
        String named = fault == AnswerFault.OTHER_MODEL ? WrongAnswers.OTHER_MODEL : model.asked();
        Reply whole =
                Reply.json(200, OpenAiEmbeddings.answer(body, model, named)).after(pause);
        return fault instanceof WireFault broken
                ? Breakage.whole(broken, whole, refuse(StatusFault.OVERLOADED, 0, model))
                : whole;
    }

    private Reply refuse(StatusFault fault, int number, ModelName model) {
        return wire.refuse(fault, number, model.base(), new Refusals.Moment(now, ids));
    }
}
