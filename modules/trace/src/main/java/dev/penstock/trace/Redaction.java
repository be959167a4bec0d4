package dev.penstock.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

    /** Of everything before the others, for a key may have digits in it. */
    private static final Kind KEY = new Kind(
            "[key]",
            Pattern.compile(
                    "\\b(?:sk|pk|rk|gsk|xai|pplx|hf|nvapi|csk|fw|r8|ghp|gho|ghs|glpat|xox[abp]|psk|whsec)[-_][A-Za-z0-9_-]{6,}"
                        + "|\\b(?:AIza|ya29\\.|AKIA|ASIA)[A-Za-z0-9_-]{8,}|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9._-]*|(?i:\\bbearer\\s+)[A-Za-z0-9._~+/=-]{8,}|-----BEGIN"
                        + " [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)"),
            _ -> true);

    private static final Kind EMAIL = new Kind(
            "[email]",
            Pattern.compile("[\\p{L}\\p{N}._%+'-]{1,64}@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,63}"),
            _ -> true);

    private static final Kind CARD = new Kind(
            "[card]", Pattern.compile("(?<![\\d.])\\d(?:[ -]?\\d){12,18}(?!\\d)"), found -> isCard(found.group()));

    private static final Kind PHONE = new Kind(
            "[phone]",
            Pattern.compile("(?<![\\w.])(?:\\+|00)\\d(?:[ ./()-]{0,2}\\d){6,14}(?!\\d)"
                    + "|(?<![\\w.-])\\(?0\\d{1,4}\\)?(?:[ ./-]{1,2}\\d{2,}){1,5}(?![\\d-])"
                    + "|(?<![\\w.-])\\(?\\d{3}\\)?[ .-]{1,2}\\d{3}[ .-]\\d{4}(?![\\d-])"),
            _ -> true);

    /** Something that is blotted out. */
    private record Kind(String word, Pattern pattern, Predicate<MatchResult> isOne) {}

    private final List<Kind> kinds;

    private Redaction(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** As a route's terms have it; where they have all stored, it blots out nothing. */
    public static Redaction of(TraceTerms terms) {
        if (terms.text() != StoredText.REDACTED) {
            return NONE;
        }
        List<Kind> kinds = new ArrayList<>(List.of(KEY, EMAIL, CARD, PHONE));
        for (String own : terms.redact()) {
            kinds.add(new Kind("[redacted]", Pattern.compile(own), _ -> true));
        }
        return new Redaction(kinds);
    }

    /** A text without them. */
    public String text(String text) {
        String rest = text;
        for (Kind kind : kinds) {
            Matcher matcher = kind.pattern().matcher(rest);
            if (matcher.find()) {
                rest = matcher.replaceAll(
                        found -> Matcher.quoteReplacement(kind.isOne().test(found) ? kind.word() : found.group()));
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
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                continue;
            }
            int counted = twice ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }
        return sum % 10 == 0;
    }
}
