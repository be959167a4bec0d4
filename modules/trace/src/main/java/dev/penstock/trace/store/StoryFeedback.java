package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.json.JsonText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds what was said of an answer to its story. */
final class StoryFeedback {
    private StoryFeedback() {}

    /** The story, a line of JSON that is one object, with the feedback as its last member. */
    static byte[] of(byte[] story, List<Feedback> feedback) {
        if (feedback.isEmpty()) {
            return story;
        }
        StringBuilder json = new StringBuilder(",\"feedback\":[");
        for (Feedback each : feedback) {
            json.append(json.charAt(json.length() - 1) == '[' ? "{" : ",{").append("\"at\":");
            JsonText.appendQuoted(json, each.at().toString());
            member(json, "kind", each.kind());
            if (each.value() != null) {
                json.append(",\"value\":").append(each.value());
            }
            member(json, "label", each.label());
            member(json, "text", each.text());
            member(json, "by", each.actor());
            json.append('}');
        }
        byte[] added = json.append("]}\n").toString().getBytes(UTF_8);
        int end = story.length - 1;
        while (story[end] != '}') {
            end--;
        }
        byte[] whole = Arrays.copyOf(story, end + added.length);
        System.arraycopy(added, 0, whole, end, added.length);
        return whole;
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":");
            JsonText.appendQuoted(json, value);
        }
    }
}
