package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.EventReader;
import dev.penstock.providers.StreamEvent;
import dev.penstock.providers.wire.ForeignError;
import dev.penstock.providers.wire.JsonWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a stream of chat completion chunks, with the liberties that compatible providers take. */
final class StreamReader implements EventReader {
    private static final String END = "[DONE]";

    private final Map<Integer, ChoiceReader> choices = new TreeMap<>();
    private boolean started;
    private boolean over;

    @Override
    public List<ChatEvent> read(StreamEvent event) {
        if (over) {
            return List.of();
        }
        List<ChatEvent> events = new ArrayList<>();
        if (event.data().strip().equals(END)) {
            end(events);
        } else {
            chunk(event, events);
        }
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        over = true;
        boolean complete = !choices.isEmpty() && choices.values().stream().allMatch(ChoiceReader::isFinished);
        return List.of(complete ? new ChatEvent.Ended() : new ChatEvent.Malformed("The stream was cut off."));
    }

    /** The mark of the end; a choice whose reason the provider did not tell is complete. */
    private void end(List<ChatEvent> events) {
        over = true;
        if (choices.isEmpty()) {
            events.add(new ChatEvent.Malformed("The stream ended before it began."));
            return;
        }
        choices.values().forEach(choice -> choice.finishUntold(events));
        events.add(new ChatEvent.Ended());
    }

    private void chunk(StreamEvent event, List<ChatEvent> events) {
        JsonNode chunk = JsonWire.foreign(event.data());
        if (event.name().equals("error") || (chunk != null && chunk.hasNonNull("error"))) {
            over = true;
            events.add(new ChatEvent.Failed(ForeignError.inStream(chunk == null ? JsonWire.object() : chunk)));
            return;
        }
        if (chunk == null || !chunk.isObject()) {
            malformed(events, "A chunk of the stream is not a JSON object.");
            return;
        }
        if (!started) {
            started = true;
            events.add(started(chunk));
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").canConvertToInt()
                    ? choice.path("index").intValue()
                    : 0;
            String fault = index < 0
                    ? "A choice has an index below 0."
                    : choices.computeIfAbsent(index, ChoiceReader::new).read(choice, events);
            if (!fault.isEmpty()) {
                malformed(events, fault);
                return;
            }
        }
        Usage usage = UsageFields.read(chunk.path("usage"));
        if (usage != null) {
            events.add(new ChatEvent.UsageReported(usage));
        }
    }

    /** What a chunk says of the whole stream. */
    static ChatEvent.Started started(JsonNode chunk) {
        return new ChatEvent.Started(
                JsonWire.textOrEmpty(chunk, "id"),
                JsonWire.textOrEmpty(chunk, "model"),
                JsonWire.count(chunk, "created"),
                JsonWire.text(chunk, "system_fingerprint"));
    }

    private void malformed(List<ChatEvent> events, String what) {
        over = true;
        events.add(new ChatEvent.Malformed(what));
    }
}
