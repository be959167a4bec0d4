package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private final Path dir;
    private final Secrets secrets;

    SecretsTest(@TempDir Path dir) {
        this.dir = dir;
        this.secrets = new Secrets(dir, Map.of("KEY", " abc\n", "BLANK", "\n", "TWO_LINES", "a\nb")::get);
    }

    @Test
    void aVariableGivesItsValueWithoutWhiteSpaceAtTheEnds() throws MissingSecret {
        assertThat(secrets.resolve(new SecretRef.Env("KEY")).reveal()).isEqualTo("abc");
    }

    @Test
    void aFileIsLookedForFromTheConfigurationDirectory() throws MissingSecret, IOException {
        Files.writeString(dir.resolve("openai.key"), "def\n");
        assertThat(secrets.resolve(new SecretRef.File("openai.key")).reveal()).isEqualTo("def");
    }

    @Test
    void aSecretNeverPrintsItself() throws MissingSecret {
        assertThat(secrets.resolve(new SecretRef.Env("KEY"))).hasToString("[secret]");
    }

    @Test
    void whatLeadsNowhereIsSaidWithoutAnyContent() {
        assertMissing(new SecretRef.Env("OTHER"), "is not set in the environment");
        assertMissing(new SecretRef.Env("BLANK"), "leads to an empty text");
        assertMissing(new SecretRef.Env("TWO_LINES"), "leads to a text with line breaks or control characters");
        assertMissing(new SecretRef.File("none"), "is a file that does not exist");
        assertMissing(new SecretRef.File("."), "is a file that cannot be read");
        assertMissing(new SecretRef.File("\0"), "is a file that cannot be read");
    }

    private void assertMissing(SecretRef reference, String message) {
        assertThatThrownBy(() -> secrets.resolve(reference))
                .isInstanceOf(MissingSecret.class)
                .hasMessage(message);
    }
}
