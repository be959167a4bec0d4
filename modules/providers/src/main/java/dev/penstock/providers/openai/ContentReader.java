package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Role;
import dev.penstock.providers.wire.DataUrl;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what a message says: a text, or an array of parts. */
final class ContentReader {
    private ContentReader() {}

    static List<Part> read(Role role, Fields message) {
        JsonNode content = message.any("content");
        FieldPath at = message.at("content");
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue(), null, at));
        }
        if (!content.isArray()) {
            throw Refused.value(at, Fields.shown(content), "a string or an array");
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode node : content) {
            parts.add(part(role, Fields.of(node, at.at(parts.size()))));
        }
        return parts;
    }

    private static Part part(Role role, Fields part) {
        String type = part.text("type");
        Part read = switch (type) {
            case "text" -> new Part.Text(part.text("text"), null, part.at());
            case "refusal" -> new Part.Refusal(part.text("refusal"), part.at());
            case "image_url" -> image(part);
            case "file" -> file(part);
            default -> new Part.Native(Dialect.OPENAI, part.json(), part.at("type"));
        };
        FieldPath unread = part.firstUnread();
        if (!(read instanceof Part.Native) && unread != null) {
            return new Part.Native(Dialect.OPENAI, part.json(), unread);
        }
        if (!fits(role, read)) {
            throw Refused.value(part.at("type"), "'" + type + "'", "a part that a " + word(role) + " message may hold");
        }
        return read;
    }

    private static boolean fits(Role role, Part part) {
        return switch (role) {
            case SYSTEM, DEVELOPER, TOOL -> part instanceof Part.Text || part instanceof Part.Native;
            case USER ->
                part instanceof Part.Text
                        || part instanceof Part.Image
                        || part instanceof Part.Document
                        || part instanceof Part.Native;
            case ASSISTANT -> part instanceof Part.Text || part instanceof Part.Refusal || part instanceof Part.Native;
        };
    }

    private static Part image(Fields part) {
        Fields image = part.object("image_url");
        String url = image.text("url");
        Given<String> detail = image.givenText("detail");
        FieldPath unread = image.firstUnread();
        return unread != null
                ? new Part.Native(Dialect.OPENAI, part.json(), unread)
                : new Part.Image(DataUrl.read(url, image.at("url")), detail, null, part.at());
    }

    private static Part file(Fields part) {
        Fields file = part.object("file");
        String data = file.textOrNull("file_data");
        String name = file.textOrNull("filename");
        FieldPath unread = file.firstUnread();
        if (data == null || unread != null) {
            return new Part.Native(Dialect.OPENAI, part.json(), unread == null ? file.at() : unread);
        }
        return new Part.Document(DataUrl.readData(data, file.at("file_data")), name, null, part.at());
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
