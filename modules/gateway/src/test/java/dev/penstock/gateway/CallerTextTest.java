package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTextTest {
    private static final String KEY = "correct-horse-battery-staple";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-abc",
                "model=sk-abc",
                "psk_0123",
                KEY,
                "/v1/" + KEY,
                "123456789012345678901234567890123456789012345678901234567890" + KEY
            })
    void whatLooksLikeAKeyOrIsOneIsHidden(String text) {
        assertThat(CallerText.shown(text, KEY)).isEqualTo("[redacted]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"task-small", "ask_me", "gpt-5", ""})
    void otherNamesAreShownAsTheyAre(String text) {
        assertThat(CallerText.shown(text, KEY)).isEqualTo(text);
        assertThat(CallerText.shown(text, (String) null)).isEqualTo(text);
    }

    @Test
    void aPlaceholderInPlaceOfAKeyHidesNothing() {
        assertThat(CallerText.shown("gpt-test", "test")).isEqualTo("gpt-test");
    }

    @Test
    void longTextIsCutAndStaysUnicode() {
        assertThat(CallerText.shown("a".repeat(64), KEY)).isEqualTo("a".repeat(64));
        assertThat(CallerText.shown("a".repeat(65), KEY)).isEqualTo("a".repeat(64) + "...");
        assertThat(CallerText.shown("a".repeat(63) + "\ud83d\ude00", KEY)).isEqualTo("a".repeat(63) + "?...");
    }
}
