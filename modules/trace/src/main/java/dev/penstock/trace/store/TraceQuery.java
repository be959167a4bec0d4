package dev.penstock.trace.store;

import dev.penstock.core.config.BadConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of traces, the newest first.
 *
 * @param limit how many, 1 to {@value #MOST}
 * @param after the last one of the page before; null for the first page
 * @param whole whether what was said of each is wanted, too, but for texts
 */
public record TraceQuery(
        TraceFilter filter, int limit, @Nullable Place after, boolean whole) {
    public static final int USUAL = 50;
    public static final int MOST = 500;

    private static final String WHOLE = "whole";

    /** All parameters that {@link #read} knows. */
    public static final List<String> PARAMETERS = Stream.concat(
                    TraceFilter.PARAMETERS.stream(), Stream.of("limit", "after", WHOLE))
            .toList();

    private static final Pattern LIMIT = Pattern.compile("[1-9]\\d{0,2}");

    /**
     * Reads a query's parameters.
     *
     * @throws BadConfig if one cannot be read
     */
    public static TraceQuery read(Map<String, String> parameters) {
        String limit = parameters.get("limit");
        if (limit != null && !(LIMIT.matcher(limit).matches() && Integer.parseInt(limit) <= MOST)) {
            throw new BadConfig(List.of(new BadConfig.Mistake("limit", limit, "a whole number from 1 to " + MOST)));
        }
        String whole = parameters.getOrDefault(WHOLE, "false");
        if (!whole.equals("true") && !whole.equals("false")) {
            throw new BadConfig(List.of(new BadConfig.Mistake(WHOLE, whole, "true or false")));
        }
        String after = parameters.get("after");
        return new TraceQuery(
                TraceFilter.read(parameters),
                limit == null ? USUAL : Integer.parseInt(limit),
                after == null ? null : Place.read("after", after),
                whole.equals("true"));
    }

    /** What {@link #read} makes this of. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = filter.parameters();
        parameters.put("limit", Integer.toString(limit));
        if (after != null) {
            parameters.put("after", after.toString());
        }
        if (whole) {
            parameters.put(WHOLE, "true");
        }
        return parameters;
    }

    /** The same for one more, which tells whether there are more. */
    TraceQuery withOneMore() {
        return new TraceQuery(filter, limit + 1, after, whole);
    }

    /** The number of the first place that is wanted, from the oldest on. */
    long least() {
        return filter.from() == null ? Long.MIN_VALUE : Place.first(filter.from());
    }

    /** The number of the last place that is wanted. */
    long most() {
        long most = filter.to() == null ? Long.MAX_VALUE : Place.first(filter.to()) - 1;
        return after == null ? most : Math.min(most, after.number());
    }

    /** Whether a place is behind the page before. */
    boolean isBehind(Place place) {
        return after == null || place.compareTo(after) < 0;
    }
}
