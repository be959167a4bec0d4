package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.Sha256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdSetTest {
    private static final List<String> EVEN = ids(0);
    private static final List<String> ODD = ids(1);

    private final IdSet even = IdSet.EMPTY.with(EVEN.subList(0, 300)).with(EVEN.subList(300, 500));

    @Test
    void itHasWhatItWasGivenAndNothingElse() {
        assertThat(even.size()).isEqualTo(500);
        assertThat(EVEN).allMatch(even::contains);
        assertThat(ODD).noneMatch(even::contains);
        assertThat(even.contains("")).isFalse();
        assertThat(even.contains("no id, though it is as long as one would be")).isFalse();
    }

    @Test
    void itIsTheSameInWhateverOrderItCameAndAfterItWasBytes() {
        assertThat(IdSet.EMPTY.with(EVEN.reversed())).isEqualTo(even);
        assertThat(IdSet.of(even.bytes())).isEqualTo(even);
        assertThat(even.bytes()).hasSize(16 * 500);
        assertThatThrownBy(() -> IdSet.of(new byte[15])).hasMessage("15 bytes: expected 16 for each id");
    }

    private static List<String> ids(int first) {
        return IntStream.range(0, 500)
                .mapToObj(i -> Sha256.hex("id " + (2 * i + first)))
                .toList();
    }
}
