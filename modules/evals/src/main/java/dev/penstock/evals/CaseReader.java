package dev.penstock.evals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one case as people write it. */
final class CaseReader {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    private static final List<String> FIELDS = List.of("id", "messages", "request", "metadata", "checks");
    private static final int MOST_CHECKS = 50;

    private final Mistakes mistakes;
    private final CheckReader checks;

    CaseReader(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.checks = new CheckReader(mistakes);
    }

    /**
     * Reads one.
     *
     * @param at what comes before the names of its fields where they are told, such as {@code "line 3: "}
     * @return null where it is none, which is noted
     */
    @Nullable
    EvalCase read(String at, JsonNode written) {
        if (!(written instanceof ObjectNode source)) {
            mistakes.wrong(at.strip(), written, "an object like {\"id\": ..., \"messages\": [...], \"checks\": [...]}");
            return null;
        }
        mistakes.passedOver(at, source, FIELDS);
        String id = id(at + "id", source.path("id"));
        ObjectNode request = source.has("request") ? whole(at, source) : ofMessages(at, source);
        return new EvalCase(id, request, checks(at + "checks", source.path("checks")), source);
    }

    private String id(String field, JsonNode id) {
        String expected = "a name of 1 to 64 letters, digits and . _ : - that starts with a letter or digit";
        if (id.isMissingNode()) {
            mistakes.missing(field, expected);
        } else if (!id.isTextual() || !ID.matcher(id.textValue()).matches()) {
            mistakes.wrong(field, id, expected);
        }
        return id.asText();
    }

    private ObjectNode ofMessages(String at, ObjectNode source) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (!source.has("messages")) {
            mistakes.missing(at + "messages", "a list of messages, or a whole body under request");
        } else {
            messages(at + "messages", source.path("messages"));
        }
        request.set("messages", source.path("messages"));
        JsonNode metadata = source.path("metadata");
        if (!metadata.isMissingNode()) {
            metadata(at + "metadata", metadata);
            request.set("metadata", metadata);
        }
        return request;
    }

    /** As a log or an application has it: its model and whether it streams are another matter. */
    private ObjectNode whole(String at, ObjectNode source) {
        for (String other : List.of("messages", "metadata")) {
            if (source.has(other)) {
                mistakes.wrong(at + other, source.path(other), "it inside of request, or no request");
            }
        }
        if (!(source.path("request") instanceof ObjectNode body)) {
            mistakes.wrong(at + "request", source.path("request"), "an object: the body of a chat");
            return JsonNodeFactory.instance.objectNode();
        }
        messages(at + "request.messages", body.path("messages"));
        if (body.has("metadata")) {
            metadata(at + "request.metadata", body.path("metadata"));
        }
        return body.deepCopy().without(List.of("model", "stream", "stream_options"));
    }

    private void messages(String field, JsonNode messages) {
        if (messages.isMissingNode()) {
            mistakes.missing(field, "a list of messages");
            return;
        }
        boolean isGood = messages.isArray() && !messages.isEmpty();
        for (JsonNode message : messages) {
            isGood &= message.isObject() && message.path("role").isTextual();
        }
        if (!isGood) {
            mistakes.wrong(field, messages, "a list of messages, each like {\"role\": \"user\", \"content\": \"...\"}");
        }
    }

    private void metadata(String field, JsonNode metadata) {
        if (!metadata.isObject()) {
            mistakes.wrong(field, metadata, "an object of texts");
        }
        metadata.properties().forEach(label -> {
            if (!label.getValue().isTextual()) {
                mistakes.wrong(field + "." + label.getKey(), label.getValue(), "a text");
            }
        });
    }

    private List<Check> checks(String field, JsonNode written) {
        List<Check> read = new ArrayList<>();
        if (written.isMissingNode()) {
            return read;
        }
        if (!written.isArray() || written.size() > MOST_CHECKS) {
            mistakes.wrong(field, written, "a list of at most " + MOST_CHECKS + " checks");
            return read;
        }
        for (int i = 0; i < written.size(); i++) {
            Check check = checks.read(field + "[" + i + "]", written.get(i));
            if (check != null) {
                read.add(check);
            }
        }
        return read;
    }
}
