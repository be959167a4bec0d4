package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;

/** The form in which the client wants the answer. */
sealed interface Format {
    /** Words. */
    record Text() implements Format {}

    /** Any JSON object. */
    record JsonObject() implements Format {}

    /** JSON for a schema. */
    record JsonSchema(JsonNode schema) implements Format {}
}
