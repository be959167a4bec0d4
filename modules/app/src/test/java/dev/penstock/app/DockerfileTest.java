package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be said of the Dockerfile without building it. */
class DockerfileTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^/<]+)[^<]*</module>");

    @Test
    void itRunsAsAUserWithoutRightsAndAFixedNumber() {
        assertThat(DeployFiles.uid()).isPositive();
        List<String> last = DeployFiles.lastStage();
        assertThat(last.indexOf("USER 10001:10001"))
                .isGreaterThan(last.indexOf(last.stream()
                        .filter(line -> line.startsWith("RUN "))
                        .reduce((_, later) -> later)
                        .orElseThrow()));
        assertThat(last).contains("VOLUME /var/lib/penstock");
    }

    @Test
    void nothingComesFromTheNetworkButImagesAndWhatMavenFetches() {
        assertThat(DeployFiles.dockerfile()).noneMatch(line -> line.startsWith("ADD ") || line.contains("curl "));
    }

    @Test
    void whatIsCopiedExistsAndIsNotIgnored() {
        List<String> ignored = DeployFiles.text(DeployFiles.ROOT.resolve(".dockerignore"))
                .lines()
                .toList();
        assertThat(ignored).contains("*", "**/target");
        for (String source : copied()) {
            assertThat(DeployFiles.ROOT.resolve(source)).exists();
            assertThat(ignored).contains("!" + source);
        }
    }

    @Test
    void allModulesAreCopied() {
        Matcher module = MODULE.matcher(DeployFiles.text(DeployFiles.ROOT.resolve("pom.xml")));
        while (module.find()) {
            assertThat(copied()).contains(module.group(1));
        }
    }

    @Test
    void processesAreStartedWithoutAShellInBetween() {
        assertThat(DeployFiles.lastStage())
                .contains(
                        "ENTRYPOINT [\"/opt/penstock/bin/penstock\"]",
                        "CMD [\"serve\", \"--config\", \"/etc/penstock\"]")
                .filteredOn(line -> line.startsWith("HEALTHCHECK "))
                .singleElement()
                .asString()
                .endsWith("CMD [\"/opt/penstock/bin/penstock-health\", \"live\"]");
        for (String script : List.of("penstock", "penstock-health")) {
            assertThat(Files.isExecutable(Path.of("src/dist/bin", script))).isTrue();
        }
    }

    /** What is copied from the repository. */
    private static List<String> copied() {
        List<String> copied = new ArrayList<>();
        for (String line : DeployFiles.dockerfile()) {
            if (line.startsWith("COPY ") && !line.startsWith("COPY --from=")) {
                List<String> words = Arrays.asList(line.split(" +"));
                copied.addAll(words.subList(1, words.size() - 1));
            }
        }
        return copied;
    }
}
