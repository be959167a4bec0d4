package dev.penstock.trace.store;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Is told of feedback once it is stored: the one way on which what users say reaches rollouts, routers and sets to test
 * with. Called on the node that has the trace; must not wait.
 */
public interface FeedbackSink {
    /** {@code story} is the whole story of the trace that it is about. */
    void take(JsonNode story, Feedback feedback);
}
