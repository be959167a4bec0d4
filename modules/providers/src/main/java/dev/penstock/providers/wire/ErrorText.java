package dev.penstock.providers.wire;

import dev.penstock.core.WordGroups;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a provider's error message fit for a caller: credentials that it quotes are blotted out, markup is not passed
 * on, and it is short and on one line.
 */
public final class ErrorText {
    private static final int LONGEST = 600;
    /** So much is looked at: what is blotted out makes room for more. */
    private static final int LONGEST_READ = 2 * LONGEST;

    private static final String BLOT = "[redacted]";

    private static final List<String> TAGS = List.of("html", "!doctype", "head", "body");

    /**
     * What a credential looks like.
     *
     * @param shown what stands in its place
     * @param words in lower case, one of which every one of its kind contains: an expression costs a hundred times what
     *     looking for words does
     */
    private record Credential(Pattern pattern, String shown, List<String> words) {}

    private static final List<Credential> CREDENTIALS = List.of(
            hidden("(?i)\\b(?:bearer|basic)\\s+(?=\\S*[0-9*=])[A-Za-z0-9._~+/*=-]{6,}", "bearer", "basic"),
            hidden(
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
            hidden("\\b(?:AIza|ya29|AKIA|ASIA)[A-Za-z0-9_*.-]{8,}", "aiza", "ya29", "akia", "asia"),
            // Its dot may be behind what is read.
            hidden("\\beyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9._-]*)?", "eyj"),
            hidden("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{2,}+\\*{2,}[A-Za-z0-9_*-]*", "**"),
            hidden("\\*{2,}[A-Za-z0-9_-]{2,}", "**"),
            // A word for a credential, then what it is.
            new Credential(
                    Pattern.compile(
                            "(?i)(\\b(?:api[ _-]?key|x-api-key|access[ _-]?token|auth(?:orization)?["
                                + " _-]?token|secret|password)"
                                + "(?:\\s+(?:provided|is|was|given|used|value))*\\s*[:=]\\s*)[\"'`]?(?!\\[redacted])[^\\s\"'`,;)]*[^\\s\"'`,;).]"),
                    "$1" + Matcher.quoteReplacement(BLOT),
                    List.of(
                            "apikey",
                            "api key",
                            "api_key",
                            "api-key",
                            "accesstoken",
                            "access token",
                            "access_token",
                            "access-token",
                            "authtoken",
                            "auth token",
                            "auth_token",
                            "auth-token",
                            "authorizationtoken",
                            "authorization token",
                            "authorization_token",
                            "authorization-token",
                            "secret",
                            "password")));

    private static final WordGroups HINTS =
            new WordGroups(CREDENTIALS.stream().map(Credential::words).toList());

    private ErrorText() {}

    /** The message; null if there is none that a caller should see. */
    public static @Nullable String of(@Nullable String message) {
        if (message == null || message.isBlank() || isMarkup(message)) {
            return null;
        }
        String read = message.length() > LONGEST_READ ? beginOf(message) : message;
        String text = withoutCredentials(onOneLine(read));
        if (text.length() > LONGEST) {
            return text.substring(0, LONGEST) + "...";
        }
        return read.length() < message.length() ? text + "..." : text;
    }

    /** Cut between words where there are any: half a credential may not look like one. */
    private static String beginOf(String message) {
        int gap = message.lastIndexOf(' ', LONGEST_READ);
        return message.substring(0, gap > LONGEST ? gap : LONGEST_READ);
    }

    private static String withoutCredentials(String line) {
        long hints = HINTS.in(line);
        String text = line;
        for (int i = 0; i < CREDENTIALS.size(); i++) {
            if ((hints >>> i & 1) == 1) {
                Credential credential = CREDENTIALS.get(i);
                text = credential.pattern().matcher(text).replaceAll(credential.shown());
            }
        }
        return text;
    }

    private static Credential hidden(String pattern, String... words) {
        return new Credential(Pattern.compile(pattern), Matcher.quoteReplacement(BLOT), List.of(words));
    }

    /** Control characters and white space as single spaces, none at the ends. */
    private static String onOneLine(String message) {
        char[] line = new char[message.length()];
        int length = 0;
        boolean gap = false;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                gap = length > 0;
            } else {
                if (gap) {
                    line[length++] = ' ';
                    gap = false;
                }
                line[length++] = c;
            }
        }
        return new String(line, 0, length);
    }

    private static boolean isMarkup(String message) {
        for (int i = message.indexOf('<'); i >= 0; i = message.indexOf('<', i + 1)) {
            for (String tag : TAGS) {
                if (message.regionMatches(true, i + 1, tag, 0, tag.length())) {
                    return true;
                }
            }
        }
        return false;
    }
}
