package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text of a caller's choice, made fit for answers, traces and the log: short, and no key that slipped into it. */
final class CallerText {
    private static final int LONGEST = 64;
    /** What callers show where no key is needed is shorter, and part of many a name. */
    private static final int SHORTEST_KEY = 8;

    private static final Pattern LIKE_A_KEY = Pattern.compile("\\b(?:sk-|psk_)");
    private static final String HIDDEN = "[redacted]";

    private CallerText() {}

    /** The text of a request as it may be told. */
    static String shown(String text, HttpServerRequest http) {
        return shown(text, CallerCredential.of(http));
    }

    /** A text of which nobody knows whose key may be in it. */
    static String shown(String text) {
        return shown(text, (String) null);
    }

    /** {@code key} is what the caller showed as its key. */
    static String shown(String text, @Nullable String key) {
        String start = begin(text, LONGEST);
        if (LIKE_A_KEY.matcher(start).find() || holds(text, key)) {
            return HIDDEN;
        }
        // Half a character, which is no Unicode, becomes a question mark.
        String valid = new String(start.getBytes(UTF_8), UTF_8);
        return text.length() > LONGEST ? valid + "..." : valid;
    }

    private static boolean holds(String text, @Nullable String key) {
        return key != null
                && key.length() >= SHORTEST_KEY
                && begin(text, LONGEST + key.length()).contains(key);
    }

    private static String begin(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }
}
