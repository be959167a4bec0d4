package dev.penstock.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The stories in {@code src/test/resources/scenarios}: what a rollout does, in words. */
class ScenariosTest {
    private static final Path FILES = Path.of("src/test/resources/scenarios");

    @TestFactory
    List<DynamicTest> theyHappenAsTheyAreTold() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> new Scenario(file).run()))
                    .toList();
        }
    }
}
