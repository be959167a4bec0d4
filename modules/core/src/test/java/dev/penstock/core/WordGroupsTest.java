package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordGroupsTest {
    private static final WordGroups HERS =
            new WordGroups(List.of(List.of("he", "she"), List.of("his"), List.of(), List.of("hers")));

    @Test
    void wordsInsideWordsAndBesideEachOtherAreAllFound() {
        assertThat(HERS.in("ushers")).isEqualTo(0b1001);
        assertThat(HERS.in("shis")).isEqualTo(0b0010);
        assertThat(HERS.in("HiShE")).isEqualTo(0b0011);
        assertThat(HERS.in("h e r s")).isZero();
        assertThat(HERS.in("hé")).isZero();
        assertThat(HERS.in("")).isZero();
    }

    /** Few letters, so that words overlap. */
    @Property
    void theSameIsFoundAsByLookingForEachWord(
            @ForAll @Size(max = 6)
                    List<@Size(max = 4) List<@NotEmpty @StringLength(max = 5) @CharRange(from = 'a', to = 'c') String>>
                            groups,
            @ForAll @StringLength(max = 40) @CharRange(from = 'a', to = 'd') @CharRange(from = 'A', to = 'C')
                    String text) {
        long expected = 0;
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains)) {
                expected |= 1L << i;
            }
        }
        assertThat(new WordGroups(groups).in(text)).isEqualTo(expected);
    }

    @Test
    void theLastOfTheMostGroupsHasABitToo() {
        List<List<String>> most = Collections.nCopies(WordGroups.MOST, List.of("w"));
        assertThat(new WordGroups(most).in("w")).isEqualTo(-1);
        assertThatThrownBy(() -> new WordGroups(Collections.nCopies(WordGroups.MOST + 1, List.of("w"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("65 groups of words, expected at most 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Word", "wört"})
    void onlyWordsInLowerCaseAsciiAreTaken(String word) {
        assertThatThrownBy(() -> new WordGroups(List.of(List.of("fine", word))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("word \"" + word + "\", expected lower-case ASCII");
    }
}
