package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {
    @TempDir
    private Path dir;

    private Scenario scenario(String text) throws Exception {
        return new Scenario(Files.writeString(dir.resolve("story.txt"), text));
    }

    @Test
    void aLineThatDoesNotHoldIsToldByItsPlace() throws Exception {
        Scenario wrong = scenario("""
            A story.

            GIVEN 10 requests a second of 100 users on 1 node
            AT 00:00 the rollout starts
            THEN after 1 minute the rollout is completed in stage 1 %
            """);
        assertThatThrownBy(wrong::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("story.txt:5: THEN after 1 minute")
                .hasMessageContaining("running in stage 1 %");
    }

    @Test
    void aLineThatSaysNothingKnownIsTold() throws Exception {
        assertThatThrownBy(scenario("GIVEN good weather\n")::run)
                .hasMessageContaining("story.txt:1: GIVEN good weather")
                .hasMessageContaining("no step is called so");
    }
}
