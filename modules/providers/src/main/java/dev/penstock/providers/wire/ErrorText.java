package dev.penstock.providers.wire;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a provider's error message fit for a caller: credentials that it quotes are blotted out, markup is not passed
 * on, and it is short and on one line.
 */
public final class ErrorText {
    private static final int LONGEST = 600;
    private static final String BLOT = "[redacted]";

    private static final List<Pattern> CREDENTIALS = List.of(
            Pattern.compile("(?i)\\b(?:bearer|basic)\\s+(?=\\S*[0-9*=])[A-Za-z0-9._~+/*=-]{6,}"),
            Pattern.compile("\\b(?:sk|pk|rk|gsk|xai|pplx|hf|nvapi|csk|fw|r8|ghp|glpat)[-_][A-Za-z0-9_*-]+"),
            Pattern.compile("\\b(?:AIza|ya29|AKIA|ASIA)[A-Za-z0-9_*.-]{8,}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9._-]*"),
            Pattern.compile("[A-Za-z0-9_-]{2,}\\*{2,}[A-Za-z0-9_*-]*"),
            Pattern.compile("\\*{2,}[A-Za-z0-9_-]{2,}"));

    /** A word for a credential, then what it is. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(\\b(?:api[ _-]?key|x-api-key|access[ _-]?token|auth(?:orization)?[ _-]?token|secret|password)"
                + "(?:\\s+(?:provided|is|was|given|used|value))*\\s*[:=]\\s*)[\"'`]?(?!\\[redacted])[^\\s\"'`,;)]*[^\\s\"'`,;).]");

    private ErrorText() {}

    /** The message; null if there is none that a caller should see. */
    public static @Nullable String of(@Nullable String message) {
        if (message == null || message.isBlank() || isMarkup(message)) {
            return null;
        }
        String text = message.length() > 4 * LONGEST ? message.substring(0, 4 * LONGEST) : message;
        text = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        for (Pattern credential : CREDENTIALS) {
            text = credential.matcher(text).replaceAll(BLOT);
        }
        text = NAMED.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(BLOT));
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private static boolean isMarkup(String message) {
        String start = message.toLowerCase(Locale.ROOT);
        return start.contains("<html")
                || start.contains("<!doctype")
                || start.contains("<head")
                || start.contains("<body");
    }
}
