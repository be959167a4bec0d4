package dev.penstock.router;

import java.util.Map;

/**
 * How many output tokens the latest answers of each route had on average. A mean and not a median or a mean of
 * logarithms: it is to be multiplied by a price, and those leave out what long answers cost.
 *
 * @param meanByRoute routes without answers so far are not in it
 */
public record ExpectedOutput(Map<String, Long> meanByRoute) {
    /** Before the first answer. */
    public static final ExpectedOutput NOTHING_SEEN = new ExpectedOutput(Map.of());

    public ExpectedOutput {
        meanByRoute = Map.copyOf(meanByRoute);
    }

    /** The mean of a route's answers, or {@code otherwise} where none was seen. */
    public long tokens(String route, long otherwise) {
        return meanByRoute.getOrDefault(route, otherwise);
    }
}
