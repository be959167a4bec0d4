package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/admin-api.md has every endpoint under its own heading, and none that does not exist. */
class AdminApiDocTest {
    @Test
    void everyEndpointIsDescribed() throws IOException {
        List<String> headings = Files.readAllLines(Path.of("../../docs/admin-api.md")).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();
        String told;
        try (Operator operator = new Operator()) {
            told = operator.get("/admin/v1/nothing").detail();
        }
        String endpoints = told.replaceFirst(".* There are ", "").replaceFirst("\\. A / .*", "");

        assertThat(headings).containsExactlyInAnyOrder(endpoints.split(", ", -1));
    }

    @Test
    void everyTypeOfAProblemIsInTheTable() throws IOException {
        String table = Files.readAllLines(Path.of("../../docs/admin-api.md")).stream()
                .filter(line -> line.matches("\\| \\d{3}.*"))
                .collect(Collectors.joining("\n"));

        assertThat(Described.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(table).contains("`" + problem.replaceFirst(".*:", "") + "`"));
    }
}
