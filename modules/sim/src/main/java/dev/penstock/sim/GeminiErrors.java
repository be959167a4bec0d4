package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The errors of Gemini as its OpenAI-compatible endpoint and gateways before it send them: in an array of one. */
final class GeminiErrors {
    private static final String QUOTA = "You exceeded your current quota, please check your plan and billing details.";
    private static final String PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel";
    private static final String PER_DAY = "GenerateRequestsPerDayPerProjectPerModel";

    private GeminiErrors() {}

    static Reply rateLimit(int ms) {
        return quota(PER_MINUTE, ms % 1000 == 0 ? ms / 1000 + "s" : ms / 1000 + ".%03ds".formatted(ms % 1000));
    }

    static Reply quotaOfTheDay() {
        return quota(PER_DAY, "34s");
    }

    static Reply overloaded() {
        return reply(503, error(503, "The model is overloaded. Please try again later.", "UNAVAILABLE"));
    }

    private static Reply quota(String id, String delay) {
        ObjectNode error = error(429, QUOTA, "RESOURCE_EXHAUSTED");
        ArrayNode details = error.putArray("details");
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.QuotaFailure")
                .putArray("violations")
                .addObject()
                .put("quotaId", id);
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                .put("retryDelay", delay);
        return reply(429, error);
    }

    private static ObjectNode error(int code, String message, String status) {
        return Json.object().put("code", code).put("message", message).put("status", status);
    }

    private static Reply reply(int status, ObjectNode error) {
        ArrayNode body = Json.array();
        body.addObject().set("error", error);
        return Reply.json(status, body);
    }
}
