package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    /** To rewrite what is expected, put what the failure prints into the file; then read the difference. */
    @Test
    void aDirectoryFullOfMistakesGetsThemAllInOneReport() throws IOException {
        assertThat(Report.of(ConfigLoader.load(RESOURCES.resolve("broken"), Map.<String, String>of()::get)))
                .isEqualTo(Files.readString(RESOURCES.resolve("broken.report.txt")));
    }

    @Test
    void nothingSecretIsRepeatedInAReport() {
        assertThat(Report.of(ConfigLoader.load(RESOURCES.resolve("broken"), Map.<String, String>of()::get)))
                .doesNotContain("never-be-shown")
                .doesNotContain("pasted-by-mistake");
    }
}
