package dev.penstock.core.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What of a route's requests and answers is stored beside their traces.
 *
 * @param text whether the texts are
 * @param redact expressions of the route's own, as {@link Pattern} has them; what they find is blotted out where texts
 *     are redacted
 * @param keep how long texts are stored, one minute to 400 days
 */
public record TraceTerms(StoredText text, List<String> redact, Duration keep) {
    private static final int MOST_PATTERNS = 32;
    private static final int LONGEST_PATTERN = 500;

    /** Those of a route that says nothing. */
    public static final TraceTerms USUAL = new TraceTerms(StoredText.NONE, List.of(), Duration.ofDays(7));

    public TraceTerms {
        redact = List.copyOf(redact);
        Checks checks = new Checks()
                .duration("keep", keep, Duration.ofMinutes(1), Duration.ofDays(400))
                .that(redact.size() <= MOST_PATTERNS, "redact", redact.size(), "at most " + MOST_PATTERNS)
                .that(
                        redact.isEmpty() || text == StoredText.REDACTED,
                        "redact",
                        redact,
                        "none where text is " + text.word());
        for (String pattern : redact) {
            checks.that(isPattern(pattern), "redact", pattern, "a regular expression that finds no empty text");
        }
        checks.done();
    }

    private static boolean isPattern(String text) {
        try {
            return text.length() <= LONGEST_PATTERN
                    && !Pattern.compile(text).matcher("").find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
