package dev.penstock.webhooks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.WebhookTopic;
import java.time.Instant;

/**
 * Something that happened.
 *
 * @param id the same whenever and by whomever it is told; letters, digits and {@code _}
 * @param topic who wants to know
 * @param type its topic and what happened, as {@code kill.lift}; letters, digits and {@code _} besides the point
 * @param at when it happened
 * @param body what is sent, as JSON
 */
public record Event(String id, WebhookTopic topic, String type, Instant at, String body) {
    private static final int ID_DIGITS = 32;

    /**
     * An event.
     *
     * @param what what happened, in a word
     * @param of what makes it another than all others of its type
     * @param data what is to be known of it
     */
    public static Event of(WebhookTopic topic, String what, String of, Instant at, ObjectNode data) {
        String type = type(topic, what);
        return new Event(
                "evt_" + Sha256.hex(type + " " + of).substring(0, ID_DIGITS), topic, type, at, body(type, at, data));
    }

    private static String type(WebhookTopic topic, String what) {
        return topic.word() + "." + what.replace('-', '_');
    }

    static String body(String type, Instant at, ObjectNode data) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("type", type).put("timestamp", at.toString());
        body.set("data", data);
        return body.toString();
    }
}
