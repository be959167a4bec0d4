package dev.penstock.evals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One hand-made case: what is asked, and what is checked of the answer.
 *
 * @param id its name, which no other case of its set has
 * @param request the body of a chat in OpenAI's dialect, without a model
 * @param checks all of which an answer must pass; may be empty where a contract says enough
 * @param source the case as it was written
 */
public record EvalCase(String id, ObjectNode request, List<Check> checks, ObjectNode source) {
    public EvalCase {
        checks = List.copyOf(checks);
    }

    /** Whether the request gives a variable of a prompt. */
    public boolean has(String variable) {
        return request.path("metadata").path(variable).isTextual();
    }

    /** The whole body for a route. */
    public ObjectNode body(String route) {
        return request.deepCopy().put("model", route);
    }
}
