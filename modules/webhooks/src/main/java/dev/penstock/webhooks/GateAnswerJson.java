package dev.penstock.webhooks;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.core.rollout.GateAnswer;
import java.io.IOException;

/** What a webhook says that is asked: {@code {"approve": true, "reason": "the window is open"}}. */
final class GateAnswerJson {
    private static final GateAnswer NONE =
            new GateAnswer.None("its body is not as expected, {\"approve\": true or false, \"reason\": \"...\"}");
    /** Nothing that may be read in two ways is a yes. */
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private GateAnswerJson() {}

    /** Reads a body. Whatever does not say yes or no is no answer. */
    static GateAnswer read(byte[] body) {
        try {
            JsonNode said = JSON.readTree(body);
            JsonNode reason = said.path("reason");
            boolean isGood = said.path("approve").isBoolean()
                    && (reason.isTextual() || reason.isNull() || reason.isMissingNode());
            if (!isGood) {
                return NONE;
            }
            return said.path("approve").booleanValue()
                    ? new GateAnswer.Yes(reason.asText(""))
                    : new GateAnswer.No(reason.asText(""));
        } catch (IOException e) {
            return NONE;
        }
    }
}
