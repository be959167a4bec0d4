package dev.penstock.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stories in {@code src/test/resources/scenarios}: what a rollout does, in words. */
@Execution(ExecutionMode.CONCURRENT)
class ScenariosTest {
    private static final Path FILES = Path.of("src/test/resources/scenarios");

    static List<String> stories() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("stories")
    void theyHappenAsTheyAreTold(String story) throws IOException {
        new Scenario(FILES.resolve(story)).run();
    }
}
