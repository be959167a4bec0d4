package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider's dialect: how it reads requests, says answers and refuses. One for each attempt, whose id it knows. */
interface Wire {
    /** The provider's own refusal of a body it would not take, or null. */
    @Nullable
    Reply check(ObjectNode body);

    /** Reads a body that was checked. */
    ChatRequest read(ObjectNode body);

    /** The answer in one piece. */
    ObjectNode whole(Exchange exchange);

    /** The answer as a stream. */
    List<Frame> stream(Exchange exchange);

    /** An error inside a stream. */
    Frame errorInStream(WireFault fault);

    /** The provider's own form of a refusal. */
    Reply refuse(StatusFault fault, int number, String model, Refusals.Moment moment);

    /** The refusal of a body that is not a JSON object. */
    Reply malformed();

    /** The refusal of a key: null if none came. */
    Reply unauthorized(@Nullable String key);

    /** The refusal of a model that does not exist. */
    Reply noSuchModel(String model, String why);

    /** The refusal of a conversation that ends with the begin of an answer, by a model that cannot go on with one. */
    Reply rejectPrefill();

    /** The refusal of a path that does not exist. */
    Reply noSuchPath(String method, String path);

    /** The parameter that {@link StatusFault#UNSUPPORTED_PARAMETER} is about. */
    String unsupportedParameter();

    /** Whether thinking is a part of the answer. */
    boolean showsThinking();

    /** The key a request carries, or null. */
    @Nullable
    String key(MultiMap headers);

    /** What the provider adds to every answer. */
    Map<String, String> headers(int promptTokens);
}
