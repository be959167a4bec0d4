package dev.penstock.canary;

/**
 * How long the answers of an arm took, from the first attempt on: those of its own release that did not fail.
 *
 * @param firstContent until the first content, of streams
 * @param total until the end
 */
public record AnswerTimes(Latencies firstContent, Latencies total) {
    static final AnswerTimes NONE = new AnswerTimes(Latencies.NONE, Latencies.NONE);

    AnswerTimes with(Took took) {
        return new AnswerTimes(firstContent.with(took.firstContentUs()), total.with(took.totalUs()));
    }

    AnswerTimes plus(AnswerTimes other) {
        return new AnswerTimes(firstContent.plus(other.firstContent), total.plus(other.total));
    }

    /** Whichever was told later. */
    AnswerTimes newer(AnswerTimes other) {
        return new AnswerTimes(firstContent.newer(other.firstContent), total.newer(other.total));
    }
}
