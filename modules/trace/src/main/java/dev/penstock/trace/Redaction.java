package dev.penstock.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.penstock.core.Patience;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blots out of a text what looks like a person's or a secret: addresses of e-mail, numbers of phones and cards, keys,
 * and what a route's own expressions find. What is blotted out leaves a word for its kind, such as {@code [email]}.
 */
public final class Redaction {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Redaction NONE = new Redaction(List.of());

    /** Between the digits of a number that a person writes. */
    private static final String GAP = "[ .\\-\\u00A0\\u2007\\u2010-\\u2015\\u202F]";

    /** What is carried along, such as an image. */
    private static final Kind DATA = new Kind(
            "[data]", Pattern.compile("data:[A-Za-z0-9/+.;=_-]{0,200};base64,[A-Za-z0-9+/=_-]*+"), 0, _ -> true);

    /** Of everything before the others, for a key may have digits in it. */
    private static final Kind KEY = new Kind(
            "[key]",
            Pattern.compile(
                    "\\b(?:sk|pk|rk|gsk|xai|pplx|hf|nvapi|csk|fw|r8|ghp|gho|ghs|github_pat|glpat|xox[abp]|xapp|psk|whsec)[-_][A-Za-z0-9_-]{6,}+"
                        + "|\\bSG\\.[A-Za-z0-9_-]{8,}+[A-Za-z0-9._-]*+|\\b(?:AIza|ya29\\.|AKIA|ASIA)[A-Za-z0-9_-]{8,}+"
                        + "|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+[A-Za-z0-9._-]*+|(?i:\\bbearer\\s{1,8}+)[A-Za-z0-9._~+/=-]{8,}+|-----BEGIN"
                        + " [A-Z ]{0,40}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)"),
            0,
            _ -> true);

    /** A word for a secret, then what it is. */
    private static final Kind NAMED = new Kind(
            "[key]",
            Pattern.compile("(?i)(\\b(?:passw(?:or)?d|secret|api[ _-]?key|access[ _-]?token|auth["
                    + " _-]?token)\\s{0,4}[:=]\\s{0,4}[\"'`]?)(?!\\[)[^\\s\"'`,;)]{4,256}"),
            1,
            _ -> true);

    private static final Kind EMAIL = new Kind(
            "[email]",
            Pattern.compile("[\\p{L}\\p{N}._%+'-]{1,64}@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,63}"),
            0,
            _ -> true);

    private static final Kind CARD = new Kind(
            "[card]",
            Pattern.compile("(?<!\\p{Nd})(?<!\\p{Nd}\\.)\\p{Nd}(?:" + GAP + "?\\p{Nd}){12,18}(?!\\p{Nd})"),
            0,
            found -> isCard(found.group()));

    private static final Kind PHONE = new Kind(
            "[phone]",
            Pattern.compile("(?<![\\w.])(?:\\+|00)\\d(?:[ ./()\\-\\u00A0\\u2010-\\u2015]{0,2}\\d){6,14}(?!\\d)"
                    + "|(?<![\\w.-])0\\d{9,11}(?![\\w-])"
                    + "|(?<![\\w.-])\\(?0\\d{1,4}\\)?(?:[ ./\\-\\u00A0]{1,2}\\d{2,}){1,5}(?![\\d-])"
                    + "|(?<![\\w.-])\\(?\\d{3}\\)?[ .-]{1,2}\\d{3}[ .-]\\d{4}(?![\\d-])"),
            0,
            _ -> true);

    /** Something that is blotted out, but for a group in front of it, if that is not 0. */
    private record Kind(String word, Pattern pattern, int kept, Predicate<MatchResult> isOne) {
        String blotted(MatchResult found) {
            if (!isOne.test(found)) {
                return found.group();
            }
            return kept == 0 ? word : found.group(kept) + word;
        }
    }

    /** Some route's terms, until there are more than any node has routes. */
    private static final Map<TraceTerms, Redaction> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 10_000;

    private final List<Kind> kinds;

    private Redaction(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** As a route's terms have it; where they have all stored, it blots out nothing. */
    public static Redaction of(TraceTerms terms) {
        if (terms.text() != StoredText.REDACTED) {
            return NONE;
        }
        if (KNOWN.size() > MOST_KNOWN) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(terms, Redaction::made);
    }

    private static Redaction made(TraceTerms terms) {
        List<Kind> kinds = new ArrayList<>(List.of(DATA, KEY, NAMED, EMAIL, CARD, PHONE));
        for (String own : terms.redact()) {
            kinds.add(new Kind("[redacted]", Pattern.compile(own), 0, _ -> true));
        }
        return new Redaction(kinds);
    }

    /** A text without them; nothing of one in which they could not be looked for. */
    public String text(String text) {
        try {
            return without(text);
        } catch (Patience.Lost | StackOverflowError e) {
            return "[redacted]";
        }
    }

    private String without(String text) {
        String rest = text;
        for (Kind kind : kinds) {
            Matcher matcher = kind.pattern().matcher(new Patience(rest));
            if (matcher.find()) {
                rest = matcher.replaceAll(found -> Matcher.quoteReplacement(kind.blotted(found)));
            }
        }
        return rest;
    }

    /**
     * JSON without them: in the texts in it, the names of members included, and in its numbers. What is no JSON is left
     * out, for nobody can tell what is a text in it.
     */
    public byte[] json(byte[] json) {
        if (kinds.isEmpty() || json.length == 0) {
            return json;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        try (JsonParser in = JSON.createParser(json);
                JsonGenerator rest = JSON.createGenerator(out)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> rest.writeFieldName(text(in.currentName()));
                    case VALUE_STRING -> rest.writeString(text(in.getText()));
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getText(), rest);
                    default -> rest.copyCurrentEvent(in);
                }
            }
        } catch (IOException e) {
            return new byte[0];
        }
        return out.toByteArray();
    }

    private void number(String number, JsonGenerator rest) throws IOException {
        String blotted = text(number);
        if (blotted.equals(number)) {
            rest.writeNumber(number);
        } else {
            rest.writeString(blotted);
        }
    }

    /** By its check digit: ISO/IEC 7812-1, annex B (Luhn). */
    private static boolean isCard(String text) {
        int sum = 0;
        boolean twice = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) {
                continue;
            }
            int counted = twice ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }
        return sum % 10 == 0;
    }
}
