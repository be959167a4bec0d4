package dev.penstock.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Between;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class PausesTest {
    @Test
    void withoutAnyThereIsNothingToSay() {
        assertThat(new Pauses().between()).isNull();
    }

    @Property(tries = 500)
    void aQuantileIsKnownToAnEighth(@ForAll @NotEmpty List<@LongRange(max = 600_000_000) Long> us) {
        Pauses pauses = new Pauses();
        us.forEach(pauses::add);
        Between between = Objects.requireNonNull(pauses.between());
        List<Long> sorted = us.stream().sorted().toList();
        assertThat(between.count()).isEqualTo(us.size());
        assertThat(between.maxUs()).isEqualTo(sorted.getLast());
        assertNear(between.p50Us(), sorted.get((int) Math.ceil(0.5 * us.size()) - 1));
        assertNear(between.p95Us(), sorted.get((int) Math.ceil(0.95 * us.size()) - 1));
    }

    private static void assertNear(long said, long exact) {
        assertThat(said).isBetween(exact, exact + exact / 8);
    }
}
