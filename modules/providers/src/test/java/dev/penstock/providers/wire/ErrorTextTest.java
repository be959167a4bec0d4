package dev.penstock.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {
    /** A part of each credential below. */
    private static final String SECRET = "WXYZ1";

    /** At most 600 characters are shown and 1,200 read: a credential stands before, across or behind either. */
    @Property(tries = 2_000)
    void noPartOfACredentialIsShownWhereverItStands(
            @ForAll("words") String word,
            @ForAll @IntRange(max = 1_400) int before,
            @ForAll("credentials") String credential,
            @ForAll @IntRange(max = 1_400) int after,
            @ForAll("credentials") String another) {
        String message =
                filled(word, before) + " " + credential + " " + filled(word, after) + " " + another + " " + word;
        assertThat(ErrorText.of(message)).isNotNull().doesNotContain(SECRET).hasSizeLessThanOrEqualTo(603);
    }

    /** What is blotted out lets more of the message be shown, even what had to be cut. */
    @Test
    void halfACredentialAtTheEndOfWhatIsReadIsNotShown() {
        String message = "sk-" + "x".repeat(1_180) + " Bearer " + SECRET + "-and-more";
        assertThat(ErrorText.of(message)).isEqualTo("[redacted] Bearer...");
    }

    @Property
    void whatHasNoCredentialIsCutOnly(@ForAll("words") String word, @ForAll @IntRange(max = 5_000) int length) {
        String message = filled(word, length) + word;
        assertThat(ErrorText.of(message))
                .isEqualTo(message.length() > 600 ? message.substring(0, 600) + "..." : message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "Bad gateway: <!DOCTYPE HTML>", "1 < 2 <<Body class=x", "<hEAD>"})
    void markupIsNotShown(@Nullable String message) {
        assertThat(ErrorText.of(message)).isNull();
    }

    @Test
    void whatOnlyLooksALittleLikeMarkupIsShown() {
        assertThat(ErrorText.of("n < 2, see <here>, <h")).isEqualTo("n < 2, see <here>, <h");
    }

    private static String filled(String word, int length) {
        return (word + " ").repeat(length / (word.length() + 1));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of("limit", "Basic", "auth", "key", "risk-free", "a", "é", "access_token", "30000");
    }

    @Provide
    Arbitrary<String> credentials() {
        return Arbitraries.of(
                        "sk-@",
                        "gsk_@",
                        "Bearer @",
                        "basic @",
                        "AIza@",
                        "eyJhbGciOiJIUzI1NiJ9.@",
                        "eyJhbGci@",
                        "abc***@",
                        "****@",
                        "api_key=@",
                        "X-Api-Key: @",
                        "access token is: @",
                        "AccessToken=@",
                        "auth-token: @",
                        "Authorization_Token: @",
                        "password was: '@'")
                .flatMap(form -> Arbitraries.of(12, 40, 700, 2_500)
                        .map(length -> form.replace("@", SECRET.repeat(length / SECRET.length()))));
    }
}
