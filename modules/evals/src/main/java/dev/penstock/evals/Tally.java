package dev.penstock.evals;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the releases over all cases.
 *
 * @param passed how many cases it passed
 * @param failed how many it did not
 * @param later how many answers came from another target than the first of the release
 * @param costPicodollars all that it cost, of what is known
 * @param cost what a case cost; null where that is known of none
 * @param totalUs how long a case took
 */
public record Tally(
        int passed,
        int failed,
        int later,
        long costPicodollars,
        @Nullable Quantiles cost,
        Quantiles totalUs) {
    /** The median and the value that 95 of 100 do not pass, by nearest rank. */
    public record Quantiles(long p50, long p95) {
        static @Nullable Quantiles of(Collection<Long> values) {
            List<Long> sorted = values.stream().sorted().toList();
            return sorted.isEmpty() ? null : new Quantiles(rank(sorted, 50), rank(sorted, 95));
        }

        private static long rank(List<Long> sorted, int percent) {
            return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
        }
    }

    static Tally of(List<SideResult> results) {
        int passed = (int) results.stream().filter(SideResult::isPassed).count();
        List<Long> costs = results.stream()
                .map(SideResult::costPicodollars)
                .filter(Objects::nonNull)
                .toList();
        return new Tally(
                passed,
                results.size() - passed,
                (int) results.stream().filter(SideResult::isLater).count(),
                costs.stream().mapToLong(Long::longValue).sum(),
                Quantiles.of(costs),
                Objects.requireNonNull(
                        Quantiles.of(results.stream().map(SideResult::totalUs).toList())));
    }
}
