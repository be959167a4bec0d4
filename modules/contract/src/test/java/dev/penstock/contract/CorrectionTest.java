package dev.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Contract;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static final Violation COUNT =
            new Violation(Check.SCHEMA, "/count", "type: string found, integer expected", "\"three\"");

    @Test
    void aModelIsToldWhatWasWrongAndWhatIsExpected() {
        assertThat(Correction.text(List.of(COUNT), new Contract("c", "{\"type\": \"object\"}\n")))
                .isEqualTo("""
                    Your answer was not accepted:
                    - schema at /count: expected type: string found, integer expected, found "three"
                    Answer again, in full, with nothing but one JSON value: no code fence and no words around it. It must be \
                    valid against this JSON Schema:
                    {"type": "object"}\
                    """);
        assertThat(Correction.text(
                        List.of(new Violation(Check.MAX_CHARS, "", "at most 9 characters", "12 characters")), null))
                .isEqualTo("""
                    Your answer was not accepted:
                    - max_chars: expected at most 9 characters, found 12 characters
                    Answer again, in full, without these mistakes.\
                    """);
    }

    @Test
    void itIsBoundedWhateverTheAnswerAndTheSchema() {
        Violation long_ =
                new Violation(Check.SCHEMA, "/a".repeat(1_000), "expected ".repeat(1_000), "found ".repeat(1_000));
        for (int size : new int[] {4_900, 1_000_000}) {
            assertThat(Correction.text(
                            Collections.nCopies(100, long_), new Contract("c", "{" + " ".repeat(size) + "}")))
                    .hasSizeLessThan(Correction.MOST_CHARS);
        }
    }
}
