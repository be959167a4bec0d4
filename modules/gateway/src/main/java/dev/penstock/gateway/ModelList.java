package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.core.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes that a caller may use, as the lists of models that the official clients know. */
final class ModelList {
    private ModelList() {}

    /** The answer to {@code GET /v1/models}. */
    static byte[] all(List<String> names, Dialect dialect) {
        return list(names, dialect).getBytes(UTF_8);
    }

    /** The answer to {@code GET /v1/models/{id}}. */
    static byte[] only(String name, Dialect dialect) {
        return one(name, dialect).getBytes(UTF_8);
    }

    private static String list(List<String> names, Dialect dialect) {
        StringBuilder json = new StringBuilder();
        json.append(dialect == Dialect.OPENAI ? "{\"object\":\"list\",\"data\":[" : "{\"data\":[");
        for (int i = 0; i < names.size(); i++) {
            json.append(i == 0 ? "" : ",").append(one(names.get(i), dialect));
        }
        json.append(']');
        if (dialect == Dialect.ANTHROPIC) {
            json.append(",\"has_more\":false,\"first_id\":");
            appendName(json, names.isEmpty() ? null : names.getFirst());
            json.append(",\"last_id\":");
            appendName(json, names.isEmpty() ? null : names.getLast());
        }
        return json.append('}').toString();
    }

    /** When a route was made is not known: the begin of time stands for it, because both dialects demand one. */
    private static String one(String name, Dialect dialect) {
        StringBuilder json = new StringBuilder("{\"id\":");
        appendName(json, name);
        switch (dialect) {
            case OPENAI -> json.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"penstock\"");
            case ANTHROPIC -> {
                json.append(",\"type\":\"model\",\"display_name\":");
                appendName(json, name);
                json.append(",\"created_at\":\"1970-01-01T00:00:00Z\"");
            }
        }
        return json.append('}').toString();
    }

    private static void appendName(StringBuilder json, @Nullable String name) {
        if (name == null) {
            json.append("null");
        } else {
            JsonText.appendQuoted(json, name);
        }
    }
}
