package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is laid out by palantir-java-format. A test and not a build plugin, because the formatter parses with
 * the compiler of the JVM it runs in, and Maven itself may run on an older one (docs/decisions/0002).
 *
 * <p>{@code mvn test -pl modules/testkit -Dformat=write} lays out what is not.
 */
class SourcesAreFormattedTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build());

    @Test
    void everyJavaFileIsFormatted() throws IOException, FormatterException {
        boolean write = "write".equals(System.getProperty("format"));
        List<Path> sources = sources();
        List<Path> unformatted = new ArrayList<>();
        for (Path source : sources) {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                continue;
            }
            if (write) {
                Files.writeString(source, formatted);
            } else {
                unformatted.add(ROOT.relativize(source));
            }
        }
        assertThat(sources).as("Java files below %s", ROOT).isNotEmpty();
        assertThat(unformatted)
                .as("files to lay out with: mvn test -pl modules/testkit -Dformat=write")
                .isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }
}
