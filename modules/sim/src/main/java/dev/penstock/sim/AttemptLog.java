package dev.penstock.sim;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every attempt in order, the oldest forgotten first. Shared by all event loops. */
final class AttemptLog {
    private static final long BODY_BYTES = 64L << 20;
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key", "api-key");

    private final int size;
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final Deque<Attempt> withBody = new ArrayDeque<>();
    private long bodyBytes;
    private long last;

    AttemptLog(int size) {
        this.size = size;
    }

    synchronized Attempt open(
            Instant now, String method, String path, Iterable<? extends Map.Entry<String, String>> headers) {
        var attempt = new Attempt(++last, now, method, path, withoutSecrets(headers));
        attempts.addLast(attempt);
        if (attempts.size() > size) {
            drop(attempts.removeFirst());
        }
        return attempt;
    }

    synchronized void keep(Attempt attempt, byte[] body) {
        attempt.body(body);
        withBody.addLast(attempt);
        bodyBytes += body.length;
        while (bodyBytes > BODY_BYTES || withBody.size() > size) {
            drop(withBody.removeFirst());
        }
    }

    synchronized List<LoggedAttempt> told() {
        return attempts.stream().map(Attempt::told).toList();
    }

    synchronized void clear() {
        attempts.clear();
        withBody.clear();
        bodyBytes = 0;
        last = 0;
    }

    private void drop(Attempt attempt) {
        bodyBytes -= attempt.dropBody();
    }

    private static Map<String, String> withoutSecrets(Iterable<? extends Map.Entry<String, String>> headers) {
        var shown = new TreeMap<String, String>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            String value = header.getValue();
            shown.merge(name, SECRET.contains(name) ? lastFour(value) : value, (one, other) -> one + ", " + other);
        }
        return shown;
    }

    /** The last four characters of a credential, the scheme before it left away; nothing of a shorter one. */
    private static String lastFour(String header) {
        String secret = header.substring(header.lastIndexOf(' ') + 1);
        return secret.length() <= 4 ? "..." : "..." + secret.substring(secret.length() - 4);
    }
}
