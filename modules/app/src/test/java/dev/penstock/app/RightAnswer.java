package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.Prefill;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a simulated model says to a request that reached it, when nothing is wrong. */
final class RightAnswer {
    private RightAnswer() {}

    /** All of the answer; of one that was begun, with its begin if the model goes on with it. */
    static String to(LoggedAttempt attempt, Prefill prefill) {
        String model = Objects.requireNonNull(attempt.model());
        List<SimMessage> messages = messages(attempt);
        String begun = begun(attempt);
        if (begun == null) {
            return SimAnswer.of(model, messages);
        }
        List<SimMessage> asked = messages.subList(0, messages.size() - 1);
        return prefill == Prefill.CONTINUES
                ? begun + SimAnswer.continued(model, SimAnswer.prompt(asked), begun)
                : SimAnswer.of(model, asked);
    }

    /** The begin of the answer with which a request ends; null if it does not. */
    static @Nullable String begun(LoggedAttempt attempt) {
        List<SimMessage> messages = messages(attempt);
        boolean isBegun = messages.size() > 1 && messages.getLast().role().equals("assistant");
        return isBegun ? messages.getLast().text() : null;
    }

    /** What the user said first. */
    static String question(LoggedAttempt attempt) {
        return messages(attempt).stream()
                .filter(message -> message.role().equals("user"))
                .map(SimMessage::text)
                .findFirst()
                .orElse("");
    }

    private static List<SimMessage> messages(LoggedAttempt attempt) {
        JsonNode body = TestNode.json(Objects.requireNonNull(attempt.body()));
        List<SimMessage> messages = new ArrayList<>();
        if (body.has("system")) {
            messages.add(new SimMessage("system", text(body.path("system"))));
        }
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            messages.add(new SimMessage(role.equals("developer") ? "system" : role, text(message.path("content"))));
        }
        return messages;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
