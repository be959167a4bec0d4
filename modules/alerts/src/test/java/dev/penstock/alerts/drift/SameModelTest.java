package dev.penstock.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameModelTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "gpt-4o, gpt-4o-2024-08-06",
        "GPT-4o, gpt-4o",
        "gpt-4, gpt-4-0613",
        "gpt-4, gpt-4-1106-preview",
        "claude-3-5-sonnet-latest, claude-3-5-sonnet-20241022",
        "claude-3-opus, claude-3-opus@20240229",
        "gemini-1.5-pro, models/gemini-1.5-pro-002",
        "meta-llama/llama-3-70b, llama-3-70b"
    })
    void aSnapshotOfItIsTheModel(String asked, String returned) {
        assertThat(SameModel.isSame(asked, returned)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o-mini",
        "gpt-4, gpt-4-turbo",
        "gpt-4, gpt-4-32k",
        "gpt-4, gpt-4.1",
        "gpt-4o-2024-08-06, gpt-4o-2024-05-13",
        "claude-3, claude-3-5-sonnet",
        "gpt-4o-mini, gpt-4o"
    })
    void anotherSizeOrKindIsAnother(String asked, String returned) {
        assertThat(SameModel.isSame(asked, returned)).isFalse();
    }
}
