package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Path EXAMPLE = Path.of("../../examples/openai-and-anthropic");

    @Test
    void theExampleLoadsOnceBothKeysAreSet() {
        Loaded loaded = ConfigLoader.load(
                EXAMPLE, Map.of("OPENAI_API_KEY", "not-a-real-key", "ANTHROPIC_API_KEY", "not-a-real-key")::get);
        assertThat(Report.of(loaded)).isEqualTo("no mistakes\n");
    }

    @Test
    void withoutTheKeysTheExampleSaysWhichVariablesToSet() {
        assertThat(Report.of(ConfigLoader.load(EXAMPLE, Map.<String, String>of()::get)))
                .contains("'${env:OPENAI_API_KEY}', which is not set in the environment")
                .contains("'${env:ANTHROPIC_API_KEY}', which is not set in the environment")
                .endsWith("2 mistakes in 1 file\n");
    }
}
