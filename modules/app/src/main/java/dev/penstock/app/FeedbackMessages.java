package dev.penstock.app;

import dev.penstock.trace.store.FeedbackDesk.Given;
import dev.penstock.trace.store.FeedbackDesk.Said;
import dev.penstock.trace.store.FeedbackDesk.Taken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Feedback on its way to the node that has the trace, and what became of it on its way back. */
final class FeedbackMessages {
    private FeedbackMessages() {}

    static JsonObject json(Given given) {
        JsonArray said = new JsonArray();
        given.said()
                .forEach(each -> said.add(new JsonObject()
                        .put("kind", each.kind())
                        .put("value", each.value())
                        .put("label", each.label())
                        .put("text", each.text())));
        return new JsonObject()
                .put("trace", given.trace())
                .put("answer", given.answer())
                .put("key", given.key())
                .put("caller", given.caller())
                .put("anybody", given.anybody())
                .put("at", given.at().toString())
                .put("said", said);
    }

    static Given given(JsonObject json) {
        List<Said> said = new ArrayList<>();
        for (Object each : json.getJsonArray("said")) {
            JsonObject one = (JsonObject) each;
            said.add(new Said(
                    one.getString("kind"), one.getDouble("value"), one.getString("label"), one.getString("text")));
        }
        return new Given(
                json.getString("trace"),
                json.getString("answer"),
                json.getString("key"),
                json.getString("caller"),
                json.getBoolean("anybody"),
                Instant.parse(json.getString("at")),
                said);
    }

    static JsonObject json(Taken taken) {
        return switch (taken) {
            case Taken.Stored(String trace, boolean repeated) ->
                new JsonObject().put("stored", trace).put("repeated", repeated);
            case Taken.Unknown() -> new JsonObject();
            case Taken.NoTexts(String route) -> new JsonObject().put("no_texts", route);
            case Taken.Away(String node) -> new JsonObject().put("away", node);
            case Taken.NotStored(String why) -> new JsonObject().put("not_stored", why);
        };
    }

    static Taken taken(JsonObject json) {
        if (json.containsKey("stored")) {
            return new Taken.Stored(json.getString("stored"), json.getBoolean("repeated"));
        }
        if (json.containsKey("no_texts")) {
            return new Taken.NoTexts(json.getString("no_texts"));
        }
        if (json.containsKey("away")) {
            return new Taken.Away(json.getString("away"));
        }
        return json.containsKey("not_stored") ? new Taken.NotStored(json.getString("not_stored")) : new Taken.Unknown();
    }
}
