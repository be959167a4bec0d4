package dev.penstock.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The begin of a JSON text, held against a schema. Each member of an object is judged by itself once it is there: what
 * only the whole object can break (such as {@code required}), and what alternatives at its top leave open
 * ({@code anyOf}), is for the end.
 */
final class JsonBegin {
    /** From here on a violation is of the member, and of it alone. */
    private static final Set<String> INTO_A_MEMBER =
            Set.of("properties", "patternProperties", "additionalProperties", "propertyNames");

    /** Before that, these change nothing: all of what they lead to must hold. */
    private static final Set<String> ALL_HOLD = Set.of("allOf", "$ref", "$dynamicRef", "$recursiveRef");

    private final JsonSchema schema;
    private final JsonParser parser = JsonReader.nonBlocking();
    private int depth;
    private boolean isObject;
    private @Nullable String name;
    private @Nullable TokenBuffer member;
    private String unpaired = "";

    JsonBegin(JsonSchema schema) {
        this.schema = schema;
    }

    /** What no end can mend; nothing more is to be taken after that. */
    List<Violation> take(String more) {
        String text = unpaired + more;
        int whole = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))
                ? text.length() - 1
                : text.length();
        unpaired = text.substring(whole);
        byte[] bytes = text.substring(0, whole).getBytes(StandardCharsets.UTF_8);
        try {
            ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
            feeder.feedInput(bytes, 0, bytes.length);
            for (JsonToken token = parser.nextToken();
                    token != JsonToken.NOT_AVAILABLE && token != null;
                    token = parser.nextToken()) {
                List<Violation> violations = token(token);
                if (!violations.isEmpty()) {
                    return violations;
                }
            }
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(new Violation(Check.JSON, "", "one JSON value and nothing else", e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be read", e);
        }
    }

    private List<Violation> token(JsonToken token) throws IOException {
        if (token.isStructEnd()) {
            depth--;
        }
        List<Violation> violations = List.of();
        if (depth == 0 && token == JsonToken.START_OBJECT) {
            isObject = true;
        } else if (isObject && depth == 1 && token == JsonToken.FIELD_NAME) {
            name = parser.currentName();
            member = new TokenBuffer(parser);
        } else if (isObject && member != null && depth >= 1) {
            member.copyCurrentEvent(parser);
            if (depth == 1 && !token.isStructStart()) {
                violations = judge(JsonReader.tree(member));
                member = null;
            }
        }
        if (token.isStructStart()) {
            depth++;
        }
        return violations;
    }

    private List<Violation> judge(JsonNode value) {
        if (JsonReader.hasHugeNumber(value)) {
            return List.of(new Violation(Check.JSON, "", "one JSON value and nothing else", JsonReader.HUGE_NUMBER));
        }
        JsonNode alone = JsonNodeFactory.instance.objectNode().set(String.valueOf(name), value);
        try {
            return SchemaViolations.of(
                    Check.SCHEMA,
                    "",
                    schema.errors(alone).stream().filter(JsonBegin::isFinal).toList());
        } catch (SchemaException e) {
            return List.of(SchemaViolations.cannotTell(Check.SCHEMA, "", e));
        }
    }

    /** Whether the member alone is what is wrong. */
    private static boolean isFinal(Error error) {
        for (int i = 0; i < error.getEvaluationPath().getNameCount(); i++) {
            String step = String.valueOf(error.getEvaluationPath().getElement(i));
            if (INTO_A_MEMBER.contains(step)) {
                return true;
            }
            if (!ALL_HOLD.contains(step) && !step.chars().allMatch(Character::isDigit)) {
                return false;
            }
        }
        return false;
    }
}
