package dev.penstock.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private static final Redaction USUAL = redaction(List.of());

    private static Redaction redaction(List<String> own) {
        return Redaction.of(new TraceTerms(StoredText.REDACTED, own, Duration.ofDays(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write to Ada.Lovelace+x@sub.example.co.uk now | write to [email] now",
                "ask jürgen@müller.de | ask [email]",
                "my card is 4111 1111 1111 1111, thanks | my card is [card], thanks",
                "4111-1111-1111-1111 | [card]",
                "call +49 (0)30 1234-5678 today | call [phone] today",
                "call 0171 2345678 | call [phone]",
                "call (555) 123-4567 or 555-123-4567 | call [phone] or [phone]",
                "use sk-proj-abcdef0123456789 | use [key]",
                "AKIAIOSFODNN7EXAMPLE | [key]",
                "Authorization: Bearer abc.def.ghi123 | Authorization: [key]",
                "my password: hunter2secret! | my password: [key]",
                "see data:image/png;base64,iVBORw0KGgo= there | see [data] there",
                "４１１１ 1111\u00a01111\u20111111 | [card]",
                "call 01711234567 | call [phone]",
            })
    void blotsOutWhatIsAPersonsOrASecret(String text, String expected) {
        assertThat(USUAL.text(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the river is 1,233 km long and flowed at 2,300 m3/s in 2024",
                "order 1234567890123456 of 2026-11-21 10:15:30",
                "pi is 3.14159265358979 and a hash is 00ff00ff00ff",
                "version 1.2.3 at 10.0.0.1 by @ada",
                "the sketch of a risk-free task",
            })
    void leavesOtherTextsAlone(String text) {
        assertThat(USUAL.text(text)).isEqualTo(text);
    }

    @Test
    void ownExpressionsAreBlottedOutToo() {
        assertThat(redaction(List.of("CUST-\\d{6}")).text("for CUST-123456, please"))
                .isEqualTo("for [redacted], please");
    }

    @Test
    void nothingIsBlottedOutWhereAllIsStored() {
        byte[] json = "{\"a\":\"ada@example.com\"}".getBytes(UTF_8);
        assertThat(Redaction.of(new TraceTerms(StoredText.FULL, List.of(), Duration.ofDays(1)))
                        .json(json))
                .isEqualTo(json);
    }

    @Test
    void readsJsonAsItIsMeantAndNotAsItIsWritten() {
        assertThat(new String(USUAL.json("""
            {"ada\\u0040example.com": "a\\u0064a@example.com", "n": [4111111111111111, 5, 1.5, true, null]}\
            """.getBytes(UTF_8)), UTF_8)).isEqualTo("""
                {"[email]":"[email]","n":["[card]",5,1.5,true,null]}\
                """);
    }

    @Test
    void anExpressionThatTakesForEverLeavesNothingOfTheText() {
        assertThat(redaction(List.of("(a+)+b")).text("a".repeat(5_000) + "c")).isEqualTo("[redacted]");
        assertThat(redaction(List.of("(?:KD-\\d+,? ?)+")).text("KD-1, ".repeat(50_000)))
                .startsWith("[redacted]");
    }

    @Test
    @Timeout(20)
    void noTextTakesTheUsualExpressionsLong() {
        for (String piece :
                List.of("-eyJ", "eyJabcdefgh", "a.", "1 ", "a@", "-----BEGIN ", "password:", "bearer ", "0")) {
            String text = piece.repeat(1_000_000 / piece.length());
            assertThat(USUAL.text(text)).isNotEmpty();
        }
    }

    @Test
    void whatIsNoJsonIsLeftOut() {
        assertThat(USUAL.json("ada@example.com".getBytes(UTF_8))).isEmpty();
    }

    @Property(tries = 500)
    void noSecretIsLeftWhateverStandsAroundIt(
            @ForAll("words") String before, @ForAll("secrets") String secret, @ForAll("words") String after) {
        String left = USUAL.text(before + " " + secret + " " + after);
        assertThat(left).doesNotContain(secret);
    }

    @Property(tries = 300)
    void whatIsBlottedOutStaysSo(
            @ForAll("words") String before, @ForAll("secrets") String secret, @ForAll("words") String after) {
        String once = USUAL.text(before + " " + secret + " " + after);
        assertThat(USUAL.text(once)).isEqualTo(once);
    }

    @Property(tries = 300)
    void wordsStayAsTheyAre(@ForAll("words") String text) {
        assertThat(USUAL.text(text)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars(" .,;:!?()'\"äöüß🌊 ")
                .ofMaxLength(60)
                .filter(text -> !text.contains("@"));
    }

    @Provide
    Arbitrary<String> secrets() {
        Arbitrary<String> letters = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofLength(15);
        return Arbitraries.oneOf(
                Combinators.combine(letters, letters).as((name, host) -> name + "@" + host + ".org"),
                digits.map(begin -> "4" + begin.substring(1)).map(RedactionTest::withCheckDigit),
                Arbitraries.strings().numeric().ofLength(9).map(number -> "+49 30 " + number),
                Combinators.combine(
                                Arbitraries.of("sk-", "pk_", "ghp_", "xai-"),
                                Arbitraries.strings()
                                        .alpha()
                                        .numeric()
                                        .ofMinLength(6)
                                        .ofMaxLength(40))
                        .as((prefix, rest) -> prefix + rest));
    }

    /** Luhn's. */
    private static String withCheckDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return digits + (10 - sum % 10) % 10;
    }
}
