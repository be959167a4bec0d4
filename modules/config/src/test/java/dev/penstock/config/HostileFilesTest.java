package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that should break a reader, and what they get. */
class HostileFilesTest {
    private final Path dir;

    HostileFilesTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        new ConfigDir().load(dir);
        Files.write(dir.resolve("routes/support.yaml"), new byte[] {'p', (byte) 0xC3, (byte) 0x28});
        assertSays("routes/support.yaml  the file  is not UTF-8, expected a text file in UTF-8");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        for (String file : new String[] {"penstock.yaml", "contracts/ticket.json"}) {
            assertThat(new ConfigDir().put(file, "[".repeat(200_000)).load(dir)).isInstanceOf(Loaded.Bad.class);
        }
    }

    @Test
    void aliasesMeanWhatTheirAnchorsMean() {
        assertThat(Report.of(new ConfigDir()
                        .replace("penstock.yaml", "price: {", "price: &price {")
                        .add("penstock.yaml", "  other: { provider: openai, model: gpt-other, price: *price }\n")
                        .load(dir)))
                .isEqualTo("no mistakes\n");
    }

    @Test
    void aliasesThatMultiplyCostNothing() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 64; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(new ConfigDir().add("penstock.yaml", bomb + "targts: *a63\n").load(dir))
                .isInstanceOf(Loaded.Bad.class);
    }

    @Test
    void theLineAroundASyntaxErrorIsNotRepeated() {
        assertThat(Report.of(new ConfigDir()
                        .replace("penstock.yaml", "\"${env:KEY}\"", "sk-not-to-be-shown: \"x")
                        .load(dir)))
                .doesNotContain("not-to-be-shown");
    }

    @Test
    void numbersWithHugeExponentsAreRefusedAtOnce() {
        assertThat(new ConfigDir()
                        .replace("penstock.yaml", "input: 1,", "input: 1.0e-999999999,")
                        .load(dir))
                .isInstanceOf(Loaded.Bad.class);
    }

    private void assertSays(String expected) {
        assertThat(Report.of(ConfigLoader.load(dir, name -> "not-a-real-key")))
                .isEqualTo(expected + "\n\n1 mistake in 1 file\n");
    }
}
