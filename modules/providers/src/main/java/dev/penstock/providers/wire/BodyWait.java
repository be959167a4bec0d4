package dev.penstock.providers.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.providers.GoDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long an error's body asks to wait: Google's RetryInfo, or OpenAI's sentence. */
final class BodyWait {
    /** So far into a message. */
    private static final int LONGEST_MESSAGE = 2_000;

    private static final Pattern SENTENCE =
            Pattern.compile("(?i)(?:try|retry) again in\\s+((?:\\d+(?:\\.\\d+)?(?:ms|h|m|s))+)");

    private BodyWait() {}

    static @Nullable Duration of(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            Duration delay = GoDuration.read(JsonWire.text(detail, "retryDelay"));
            if (delay != null) {
                return delay;
            }
        }
        String message = JsonWire.textOrEmpty(error, "message");
        String begin = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
        if (!begin.toLowerCase(Locale.ROOT).contains(" again in")) {
            // The expression would look at every letter.
            return null;
        }
        Matcher sentence = SENTENCE.matcher(begin);
        return sentence.find() ? GoDuration.read(sentence.group(1)) : null;
    }

    /** Whether Google says that the quota of a day is spent: its delay is then too short by far. */
    static boolean isOfDay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("violations")) {
                if (JsonWire.textOrEmpty(violation, "quotaId").contains("PerDay")) {
                    return true;
                }
            }
        }
        return false;
    }
}
