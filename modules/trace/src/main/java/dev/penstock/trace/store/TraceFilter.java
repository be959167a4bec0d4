package dev.penstock.trace.store;

import dev.penstock.core.Outcome;
import dev.penstock.core.config.BadConfig;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are wanted: those that are all of this. What is null is any.
 *
 * @param tags what they have, word for word
 * @param from when their requests came in at the earliest
 * @param to before when they came in
 * @param cost in picodollars; nothing of unknown cost is in any range
 * @param latency the time of the whole request in microseconds
 * @param feedback the kind of some feedback on them
 */
public record TraceFilter(
        Map<Tag, String> tags,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Range cost,
        @Nullable Range latency,
        @Nullable String feedback) {
    /** All traces. */
    public static final TraceFilter ALL = new TraceFilter(Map.of(), null, null, null, null, null);

    /** The parameters of a query that make a filter. */
    public static final List<String> PARAMETERS = Stream.concat(
                    Stream.of(Tag.values()).map(Tag::word),
                    Stream.of("from", "to", "min_cost", "max_cost", "min_ms", "max_ms", "feedback"))
            .toList();

    private static final List<String> OUTCOMES =
            Stream.of(Outcome.values()).map(Outcome::word).toList();
    private static final List<String> ARMS = List.of("baseline", "candidate");
    private static final int LONGEST = 256;
    private static final long PICODOLLARS = 1_000_000;
    private static final long MICROS = 1_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,6})?");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z_]{0,31}");

    /** Whole numbers from {@code least}, at least 0, to {@code most}, both included. */
    public record Range(long least, long most) {
        boolean holds(@Nullable Long value) {
            return value != null && value >= least && value <= most;
        }
    }

    public TraceFilter {
        tags = Map.copyOf(tags);
    }

    /**
     * Reads a filter from a query's parameters; those that make none are left alone.
     *
     * @throws BadConfig if one cannot be read
     */
    public static TraceFilter read(Map<String, String> parameters) {
        List<BadConfig.Mistake> mistakes = new ArrayList<>();
        Map<Tag, String> tags = new EnumMap<>(Tag.class);
        for (Tag tag : Tag.values()) {
            String value = parameters.get(tag.word());
            if (value != null) {
                tags.put(tag, value);
                if (value.isBlank() || value.length() > LONGEST) {
                    mistakes.add(new BadConfig.Mistake(tag.word(), value, "a text of 1 to " + LONGEST + " characters"));
                }
            }
        }
        oneOf(tags, Tag.OUTCOME, OUTCOMES, mistakes);
        oneOf(tags, Tag.ARM, ARMS, mistakes);
        Instant from = time(parameters, "from", mistakes);
        Instant to = time(parameters, "to", mistakes);
        if (from != null && to != null && !from.isBefore(to)) {
            mistakes.add(new BadConfig.Mistake("to", to.toString(), "a time after 'from'"));
        }
        Range cost = range(parameters, "min_cost", "max_cost", PICODOLLARS, mistakes);
        Range latency = range(parameters, "min_ms", "max_ms", MICROS, mistakes);
        String feedback = parameters.get("feedback");
        if (feedback != null && !WORD.matcher(feedback).matches()) {
            mistakes.add(new BadConfig.Mistake("feedback", feedback, "a kind of feedback"));
        }
        if (!mistakes.isEmpty()) {
            throw new BadConfig(mistakes);
        }
        return new TraceFilter(tags, from, to, cost, latency, feedback);
    }

    private static void oneOf(Map<Tag, String> tags, Tag tag, List<String> words, List<BadConfig.Mistake> mistakes) {
        String word = tags.get(tag);
        if (word != null && !words.contains(word)) {
            mistakes.add(new BadConfig.Mistake(tag.word(), word, "one of " + String.join(", ", words)));
        }
    }

    private static @Nullable Instant time(
            Map<String, String> parameters, String name, List<BadConfig.Mistake> mistakes) {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(text);
            if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("2100-01-01T00:00:00Z"))) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below, as any other.
        }
        mistakes.add(new BadConfig.Mistake(name, text, "a time from 1970 to 2099 like 2026-11-21T10:00:00Z"));
        return null;
    }

    private static @Nullable Range range(
            Map<String, String> parameters,
            String leastName,
            String mostName,
            long unit,
            List<BadConfig.Mistake> mistakes) {
        Long least = number(parameters, leastName, unit, mistakes);
        Long most = number(parameters, mostName, unit, mistakes);
        if (least != null && most != null && least > most) {
            mistakes.add(new BadConfig.Mistake(
                    mostName, String.valueOf(parameters.get(mostName)), "at least '" + leastName + "'"));
        }
        return least == null && most == null
                ? null
                : new Range(least == null ? 0 : least, most == null ? Long.MAX_VALUE : most);
    }

    private static @Nullable Long number(
            Map<String, String> parameters, String name, long unit, List<BadConfig.Mistake> mistakes) {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        if (!NUMBER.matcher(text).matches()) {
            mistakes.add(
                    new BadConfig.Mistake(name, text, "a number of up to 12 digits, and of up to 6 behind the point"));
            return null;
        }
        return new BigDecimal(text).multiply(BigDecimal.valueOf(unit)).longValue();
    }

    /** What {@link #read} makes this of. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        tags.forEach((tag, value) -> parameters.put(tag.word(), value));
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "min_cost", "max_cost", PICODOLLARS, cost);
        put(parameters, "min_ms", "max_ms", MICROS, latency);
        put(parameters, "feedback", feedback);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    private static void put(
            Map<String, String> parameters, String leastName, String mostName, long unit, @Nullable Range range) {
        if (range != null) {
            parameters.put(leastName, inUnits(range.least(), unit));
            if (range.most() != Long.MAX_VALUE) {
                parameters.put(mostName, inUnits(range.most(), unit));
            }
        }
    }

    private static String inUnits(long value, long unit) {
        return BigDecimal.valueOf(value).divide(BigDecimal.valueOf(unit)).toPlainString();
    }

    /** Whether a trace is wanted, but for what was said of it later. */
    boolean holds(StoredTrace trace) {
        Instant at = trace.place().at();
        return tags.entrySet().stream()
                        .allMatch(tag -> trace.tags().contains(tag.getKey().of(tag.getValue())))
                && (from == null || !at.isBefore(from))
                && (to == null || at.isBefore(to))
                && (cost == null || cost.holds(trace.costPicodollars()))
                && (latency == null || latency.holds(trace.totalUs()));
    }
}
