package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the files, the answer is good or bad, never an exception. */
class MutationTest {
    private static final int RUNS = 3_000;
    private static final List<String> SPLINTERS = List.of(
            "",
            "\n",
            "  ",
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "#",
            "---\n",
            "...",
            "&a ",
            "*a",
            "? ",
            "!!x ",
            "!!binary ",
            "|\n",
            ">",
            "%",
            "@",
            "`",
            "\t",
            "\u0000",
            "\uFEFF",
            "\uD83D\uDE00",
            "null",
            "~",
            "true",
            "0",
            "-1",
            "1e99",
            ".nan",
            "99999999999999999999",
            "0.1",
            "<<: *a",
            "${env:KEY}",
            "{{x}}",
            "é",
            "\u202E");

    @Test
    void aMutatedConfigurationIsGoodOrBadAndNeverThrows(@TempDir Path dir) {
        long seed = 20_261_121;
        int good = 0;
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(seed + run);
            ConfigDir config = mutated(random);
            Loaded loaded = load(config, dir, seed + run);
            String report = Report.of(loaded);
            assertThat(report.chars().filter(c -> c != '\n' && Character.isISOControl(c)))
                    .isEmpty();
            if (loaded instanceof Loaded.Good) {
                good++;
            } else {
                assertThat(((Loaded.Bad) loaded).mistakes()).isNotEmpty();
            }
        }
        assertThat(good).as("mutations that do no harm").isBetween(1, RUNS - 1);
    }

    private static Loaded load(ConfigDir config, Path dir, long seed) {
        try {
            return config.load(dir);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + Shown.plain(config.files().toString(), 5_000), e);
        }
    }

    private static ConfigDir mutated(Random random) {
        ConfigDir config = random.nextBoolean() ? new ConfigDir() : ConfigDir.of(Path.of("src/test/resources/valid"));
        List<String> files = List.copyOf(config.files().keySet());
        for (int i = 0; i <= random.nextInt(3); i++) {
            String file = files.get(random.nextInt(files.size()));
            config.put(file, mutated(config.files().getOrDefault(file, ""), random));
        }
        return config;
    }

    static String mutated(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + (random.nextBoolean() ? 0 : random.nextInt(12)));
        String splinter = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
        return text.substring(0, from) + splinter + text.substring(to);
    }
}
