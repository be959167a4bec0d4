package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers {@code POST /v1/embeddings}. */
final class OpenAiEmbeddings {
    private static final int MOST_DIMENSIONS = 4096;

    private OpenAiEmbeddings() {}

    /** The refusal of a body, or null if it is fine. */
    static @Nullable Reply check(ObjectNode body) {
        Reply refusal = OpenAiRules.model(body);
        if (refusal != null) {
            return refusal;
        }
        JsonNode input = body.path("input");
        if (input.isMissingNode()) {
            return OpenAiRules.missing("input");
        }
        boolean something = input.isTextual() ? !input.asText().isEmpty() : input.isArray() && !input.isEmpty();
        if (!something) {
            return OpenAiErrors.invalid(
                    "'$.input' is invalid. Please check the API reference:"
                            + " https://platform.openai.com/docs/api-reference.",
                    null,
                    null);
        }
        int dimensions = body.path("dimensions").asInt(1);
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            return OpenAiErrors.invalid(
                    "Invalid value for 'dimensions' = %d. Must be between 1 and %d."
                            .formatted(dimensions, MOST_DIMENSIONS),
                    "dimensions",
                    null);
        }
        String encoding = body.path("encoding_format").asText("float");
        return encoding.equals("float") || encoding.equals("base64")
                ? null
                : OpenAiErrors.invalid(
                        "Invalid value: '%s'. Supported values are: 'float' and 'base64'.".formatted(encoding),
                        "encoding_format",
                        "invalid_value");
    }

    static ObjectNode answer(ObjectNode body, ModelName model, String named) {
        int dimensions = body.path("dimensions").asInt(SimEmbedding.USUAL_DIMENSIONS);
        boolean base64 = body.path("encoding_format").asText().equals("base64");
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (String text : texts(body.path("input"))) {
            float[] vector = SimEmbedding.of(model.base(), text, dimensions);
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                one.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = one.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
            tokens += Tokens.of(text);
        }
        answer.put("model", named);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    /** The texts of an input; one that comes as tokens is its tokens with spaces between. */
    private static List<String> texts(JsonNode input) {
        var texts = new ArrayList<String>();
        if (input.isTextual()) {
            texts.add(input.asText());
        } else if (input.path(0).isNumber()) {
            texts.add(tokens(input));
        } else {
            input.forEach(one -> texts.add(one.isArray() ? tokens(one) : one.asText()));
        }
        return texts;
    }

    private static String tokens(JsonNode array) {
        var text = new ArrayList<String>();
        array.forEach(token -> text.add(token.asText()));
        return String.join(" ", text);
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
