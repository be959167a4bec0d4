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

    /**
     * What a credential looks like, and in lower case what every one of its kind contains: an expression costs a
     * hundred times what looking for a word does.
     */
    private record Credential(Pattern pattern, List<String> words) {
        Credential(String pattern, String... words) {
            this(Pattern.compile(pattern), List.of(words));
        }

        boolean mayBeIn(String lowerCase) {
            for (String word : words) {
                if (lowerCase.contains(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Credential> CREDENTIALS = List.of(
            new Credential("(?i)\\b(?:bearer|basic)\\s+(?=\\S*[0-9*=])[A-Za-z0-9._~+/*=-]{6,}", "bearer", "basic"),
            new Credential(
                    "\\b(?:sk|pk|rk|gsk|xai|pplx|hf|nvapi|csk|fw|r8|ghp|glpat)[-_][A-Za-z0-9_*-]+",
                    "sk-",
                    "sk_",
                    "pk-",
                    "pk_",
                    "rk-",
                    "rk_",
                    "xai-",
                    "xai_",
                    "pplx-",
                    "pplx_",
                    "hf-",
                    "hf_",
                    "nvapi-",
                    "nvapi_",
                    "fw-",
                    "fw_",
                    "r8-",
                    "r8_",
                    "ghp-",
                    "ghp_",
                    "glpat-",
                    "glpat_"),
            new Credential("\\b(?:AIza|ya29|AKIA|ASIA)[A-Za-z0-9_*.-]{8,}", "aiza", "ya29", "akia", "asia"),
            new Credential("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9._-]*", "eyj"),
            new Credential("[A-Za-z0-9_-]{2,}\\*{2,}[A-Za-z0-9_*-]*", "**"),
            new Credential("\\*{2,}[A-Za-z0-9_-]{2,}", "**"));

    /** A word for a credential, then what it is. */
    private static final Credential NAMED = new Credential(
            "(?i)(\\b(?:api[ _-]?key|x-api-key|access[ _-]?token|auth(?:orization)?[ _-]?token|secret|password)"
                + "(?:\\s+(?:provided|is|was|given|used|value))*\\s*[:=]\\s*)[\"'`]?(?!\\[redacted])[^\\s\"'`,;)]*[^\\s\"'`,;).]",
            "apikey",
            "api key",
            "api_key",
            "api-key",
            "access",
            "auth",
            "secret",
            "password");

    private ErrorText() {}

    /** The message; null if there is none that a caller should see. */
    public static @Nullable String of(@Nullable String message) {
        if (message == null || message.isBlank() || isMarkup(message)) {
            return null;
        }
        String text = message.length() > 4 * LONGEST ? message.substring(0, 4 * LONGEST) : message;
        text = onOneLine(text);
        String lowerCase = text.toLowerCase(Locale.ROOT);
        for (Credential credential : CREDENTIALS) {
            if (credential.mayBeIn(lowerCase)) {
                text = credential.pattern().matcher(text).replaceAll(BLOT);
            }
        }
        if (NAMED.mayBeIn(lowerCase)) {
            text = NAMED.pattern().matcher(text).replaceAll("$1" + Matcher.quoteReplacement(BLOT));
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** Control characters and white space as single spaces, none at the ends. */
    private static String onOneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        boolean gap = false;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                gap = !line.isEmpty();
            } else {
                if (gap) {
                    line.append(' ');
                    gap = false;
                }
                line.append(c);
            }
        }
        return line.toString();
    }

    private static boolean isMarkup(String message) {
        String start = message.toLowerCase(Locale.ROOT);
        return start.contains("<html")
                || start.contains("<!doctype")
                || start.contains("<head")
                || start.contains("<body");
    }
}
