package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.canary.EvidenceMessage.AskAll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceFileTest {
    @TempDir
    private Path dir = Path.of(".");

    private Path path() {
        return dir.resolve("data").resolve("rollouts.json");
    }

    private EvidenceFile file() {
        return new EvidenceFile(dir.resolve("data"));
    }

    @Test
    void whatIsWrittenIsReadAndTakesThePlaceOfWhatWasThere() throws IOException {
        List<EvidenceMessage> messages = EvidenceCodecTest.messages();
        assertThat(file().read()).isEmpty();
        file().write(messages.subList(2, 3));
        file().write(messages);

        assertThat(file().read()).isEqualTo(messages);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        try (var files = Files.list(path().getParent())) {
            assertThat(files).containsExactly(path());
        }
    }

    @Test
    void ofNothingThereIsNoFile() throws IOException {
        file().write(List.of());
        file().write(List.of(new AskAll()));
        file().write(List.of());

        assertThat(path()).doesNotExist();
        assertThat(file().read()).isEmpty();
    }

    @Test
    void whatEndsTooEarlyIsPassedOver() throws IOException {
        file().write(EvidenceCodecTest.messages());
        String whole = Files.readString(path());
        for (int length = 0; length < whole.strip().length(); length += 151) {
            Files.writeString(path(), whole.substring(0, length));
            assertThat(file().read()).as("%d characters", length).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[{}]", "[1]", "null", "\u0000\u0000", "[{\"type\":\"penstock.rollouts.totals.v9\"}]"})
    void whatSaysSomethingElseIsPassedOver(String text) throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), text);

        assertThat(file().read()).isEmpty();
    }

    @Test
    void aFileThatWasBegunAndNotEndedIsInNobodysWay() throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(dir.resolve("data").resolve("rollouts.json.next"), "[{");
        file().write(EvidenceCodecTest.messages());

        assertThat(file().read()).isEqualTo(EvidenceCodecTest.messages());
    }
}
