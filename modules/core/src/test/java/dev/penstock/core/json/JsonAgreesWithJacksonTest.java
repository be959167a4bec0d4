package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is JSON and what is not: on mutated documents the cursor and Jackson must say the same. */
class JsonAgreesWithJacksonTest {
    private static final String DOCUMENT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"a \\\"quoted\\\" \\u00e9\\n text\"}],"
                    + "\"temperature\":0.25,\"n\":-1e2,\"stop\":[],\"x\":{\"y\":null,\"z\":[true,false]}} ";
    private static final String ALPHABET = "{}[]\",:\\ue019.-+ntfa \n\u0001";

    private final JsonFactory jackson = new JsonFactory();

    @Test
    void onSeededMutationsOfADocument() throws IOException {
        Random random = new Random(20261121);
        int good = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder(DOCUMENT);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                mutate(text, random);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            boolean ours = cursorTakes(bytes);
            assertThat(ours).as("%s", text).isEqualTo(jacksonTakes(bytes));
            good += ours ? 1 : 0;
        }
        assertThat(good).as("mutations that are still JSON").isBetween(5_000, 50_000);
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(3)) {
            case 0 -> text.setCharAt(at, c);
            case 1 -> text.insert(at, c);
            default -> text.deleteCharAt(at);
        }
    }

    private static boolean cursorTakes(byte[] bytes) {
        try {
            JsonCursor cursor = new JsonCursor(bytes);
            cursor.skip();
            cursor.finish();
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    private boolean jacksonTakes(byte[] bytes) throws IOException {
        try (JsonParser parser = jackson.createParser(bytes)) {
            int depth = 0;
            boolean any = false;
            while (parser.nextToken() != null) {
                if (any && depth == 0) {
                    return false;
                }
                any = true;
                depth += parser.currentToken().isStructStart() ? 1 : 0;
                depth -= parser.currentToken().isStructEnd() ? 1 : 0;
                if (parser.currentToken().isNumeric()) {
                    parser.getNumberValue();
                } else if (parser.currentToken().isScalarValue()) {
                    parser.getText();
                }
            }
            return any;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
