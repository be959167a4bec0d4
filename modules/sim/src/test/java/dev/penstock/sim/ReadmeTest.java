package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void everyFaultIsInTheTableAsTheCodeHasIt() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Fault fault : Fault.all()) {
            assertThat(readme)
                    .contains("| `%s` | %s |"
                            .formatted(fault.label(), fault.facts().wireId()));
            assertThat(readme).contains("| " + fault.facts().meaning() + " |");
        }
    }
}
