package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    @Test
    void findsWhatStandsThereAndNothingElse() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            String word = letters(random, random.nextInt(3)) + "_" + letters(random, random.nextInt(3));
            String text = letters(random, random.nextInt(60)).replace("bb", "é");
            byte[] bytes = text.getBytes(UTF_8);
            int from = random.nextInt(bytes.length + 1);
            String rest = new String(bytes, from, bytes.length - from, UTF_8);
            assertThat(new ByteSearch(word).isIn(bytes, from, bytes.length))
                    .as("%s in %s from %d, seed %d", word, text, from, seed)
                    .isEqualTo(rest.contains(word));
        }
    }

    private static String letters(Random random, int many) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < many; i++) {
            text.append("ab_".charAt(random.nextInt(3)));
        }
        return text.toString();
    }
}
