package dev.penstock.canary;

import dev.penstock.stats.MeanEvidence;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scores that answers of an arm got in a stage, one of each sticky key. They only grow, so that of two of one
 * node's the greater is the newer.
 *
 * @param values what they say of their mean
 * @param lowest the lowest of the candidate's; empty of the baseline's, which nobody is shown
 */
public record ScoreTally(MeanEvidence values, List<LowScore> lowest) {
    static final ScoreTally NONE = new ScoreTally(MeanEvidence.NONE, List.of());

    private static final int MOST_LOWEST = 10;

    public ScoreTally {
        lowest = List.copyOf(lowest);
    }

    ScoreTally plus(ScoreTally other) {
        return new ScoreTally(values.plus(other.values), lowest(lowest, other.lowest));
    }

    /** With one more score, after which the values say this. */
    ScoreTally with(MeanEvidence now, List<LowScore> more) {
        return new ScoreTally(now, lowest(lowest, more));
    }

    /** Whichever was told later. */
    ScoreTally newer(ScoreTally other) {
        return values.count() >= other.values.count() ? this : other;
    }

    private static List<LowScore> lowest(List<LowScore> one, List<LowScore> other) {
        return Stream.concat(one.stream(), other.stream())
                .sorted(Comparator.comparingDouble(LowScore::value).thenComparing(LowScore::trace))
                .limit(MOST_LOWEST)
                .toList();
    }
}
