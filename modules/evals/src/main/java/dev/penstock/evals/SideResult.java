package dev.penstock.evals;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer of one of the releases was found.
 *
 * @param checks what was checked of it
 * @param text what it says, or its begin; null where there is none
 * @param isLater whether another target answered than the first of its release
 * @param costPicodollars null where it is not known
 * @param totalUs how long it took, in microseconds
 * @param trace the id of its story; null where it was not sent
 */
public record SideResult(
        List<Checked> checks,
        @Nullable String text,
        boolean isLater,
        @Nullable Long costPicodollars,
        long totalUs,
        @Nullable String trace) {
    public SideResult {
        checks = List.copyOf(checks);
    }

    /**
     * What one check found.
     *
     * @param check its word
     * @param fault what is wrong, in words; null for nothing
     */
    public record Checked(String check, @Nullable String fault) {}

    public boolean isPassed() {
        return checks.stream().allMatch(checked -> checked.fault() == null);
    }

    /** What is wrong with it, a line for each. */
    public List<String> faults() {
        return checks.stream()
                .filter(checked -> checked.fault() != null)
                .map(checked -> checked.check() + ": " + checked.fault())
                .distinct()
                .toList();
    }
}
