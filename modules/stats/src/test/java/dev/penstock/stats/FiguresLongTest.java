package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Makes the tables of docs/statistics.md, with {@code -Dstatistics=write} into that file. */
@Tag("long")
class FiguresLongTest {
    private static final int RUNS = 10_000;
    private static final String BEGIN = "<!-- what modules/bench/run --statistics wrote -->\n";
    private static final String END = "<!-- what modules/bench/run --statistics wrote ends here -->";

    @Test
    void theFiguresAreThoseOfTheDesign() throws IOException {
        Figures figures = new Figures(RUNS);
        figures.falseRollbacks();
        figures.detection();
        figures.proof();
        figures.traps();
        figures.shadows();
        figures.noise();
        figures.split();

        String tables = String.format("Runs of each row: %,d, with the seeds from 0.%n%n%s%n", RUNS, figures.tables());
        System.out.print(tables);
        if ("write".equals(System.getProperty("statistics"))) {
            write(Path.of("../../docs/statistics.md"), tables);
        }
    }

    private static void write(Path document, String tables) throws IOException {
        String old = Files.readString(document);
        assertThat(old).contains(BEGIN, END);
        Files.writeString(
                document,
                old.substring(0, old.indexOf(BEGIN)) + BEGIN + tables + "\n" + old.substring(old.indexOf(END)));
    }
}
