package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/configuration.md describes every key under its heading, and none that does not exist. */
class ReferenceTest {
    @Test
    void everyKeyIsInTheReferenceAndNoOther() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../../docs/configuration.md"));
        Keys.byHeading()
                .forEach((heading, keys) ->
                        assertThat(described(lines, heading)).as(heading).isEqualTo(keys));
    }

    /** The keys in the tables between a heading and the next. */
    private static List<String> described(List<String> lines, String heading) {
        List<String> keys = new ArrayList<>();
        boolean here = false;
        for (String line : lines) {
            if (line.startsWith("#")) {
                here = line.replaceFirst("^#+ ", "").equals(heading);
            } else if (here && line.startsWith("| `")) {
                keys.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        return keys;
    }
}
