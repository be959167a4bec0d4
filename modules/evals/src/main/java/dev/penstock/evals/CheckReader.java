package dev.penstock.evals;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.JsonPath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads one check as people write it: {@code {"contains": "Tulip"}}. */
final class CheckReader {
    private static final List<String> PLAIN =
            List.of("equals", "contains", "matches", "max_cost_microdollars", "max_ms");
    private static final List<String> OF_PATH = List.of("equals", "exists", "matches");
    private static final String ONE =
            "one of " + String.join(", ", PLAIN) + ", or json_path with one of " + String.join(", ", OF_PATH);
    private static final int MOST_TEXT = 100_000;
    private static final int MOST_EXPRESSION = 1_000;
    private static final long MOST_MICRODOLLARS = 1_000_000_000;
    private static final long MOST_MS = 100_000;

    private final Mistakes mistakes;

    CheckReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Null where it is none, which is noted. */
    @Nullable
    Check read(String at, JsonNode written) {
        if (!written.isObject()) {
            mistakes.wrong(at, written, "an object with " + ONE);
            return null;
        }
        return written.has("json_path") ? ofPath(at, written) : plain(at, written);
    }

    private @Nullable Check plain(String at, JsonNode written) {
        String word = only(at, written, PLAIN, PLAIN, ONE);
        if (word == null) {
            return null;
        }
        String field = at + "." + word;
        JsonNode value = written.path(word);
        return switch (word) {
            case "equals" -> map(mistakes.text(field, value, MOST_TEXT), Check.Equal::new);
            case "contains" -> map(mistakes.text(field, value, MOST_TEXT), Check.Contains::new);
            case "matches" -> map(pattern(field, value), Check.Matches::new);
            case "max_ms" -> map(maxMs(field, value), Check.MaxMs::new);
            default -> map(picodollars(field, value), Check.MaxCost::new);
        };
    }

    private @Nullable Check ofPath(String at, JsonNode written) {
        JsonPath path = path(at + ".json_path", written.path("json_path"));
        List<String> known = List.of("json_path", "equals", "exists", "matches");
        String word = only(at, written, OF_PATH, known, "beside json_path one of " + String.join(", ", OF_PATH));
        if (word == null) {
            return null;
        }
        Check.Expected expected = expected(at + "." + word, word, written.path(word));
        return path == null || expected == null ? null : new Check.Json(path, expected);
    }

    private Check.@Nullable Expected expected(String field, String word, JsonNode value) {
        return switch (word) {
            case "equals" -> new Check.Expected.Value(value);
            case "matches" -> map(pattern(field, value), Check.Expected.Text::new);
            default -> {
                if (value.isBoolean()) {
                    yield new Check.Expected.Exists(value.booleanValue());
                }
                mistakes.wrong(field, value, "true or false");
                yield null;
            }
        };
    }

    /** The one word of some that is there; null where that is none or several, which is noted. */
    private @Nullable String only(
            String at, JsonNode written, List<String> words, List<String> known, String expected) {
        mistakes.passedOver(at + ".", written, known);
        List<String> there = words.stream().filter(written::has).toList();
        if (there.size() == 1) {
            return there.getFirst();
        }
        if (there.isEmpty()) {
            mistakes.missing(at, expected);
        } else {
            mistakes.wrong(at, String.join(" and ", there), "one of them: write a check for each");
        }
        return null;
    }

    private @Nullable Pattern pattern(String field, JsonNode value) {
        String written = mistakes.text(field, value, MOST_EXPRESSION);
        if (written == null) {
            return null;
        }
        try {
            return Pattern.compile(written);
        } catch (PatternSyntaxException e) {
            mistakes.wrong(field, value, "a regular expression (" + e.getDescription() + ")");
            return null;
        } catch (StackOverflowError e) {
            mistakes.wrong(field, value, "a regular expression that is nested less deeply");
            return null;
        }
    }

    /** A path's own {@code =~} is read without patience, so it is refused. Its library throws whatever comes up. */
    private @Nullable JsonPath path(String field, JsonNode value) {
        String written = mistakes.text(field, value, MOST_EXPRESSION);
        if (written == null) {
            return null;
        }
        if (!written.startsWith("$") || written.contains("=~")) {
            mistakes.wrong(
                    field, value, "a JSONPath that begins with $ and has no =~: \"matches\" looks for expressions");
            return null;
        }
        if (written.indexOf("..", written.indexOf("..") + 2) >= 0) {
            mistakes.wrong(field, value, "a JSONPath with at most one ..: each looks through all below");
            return null;
        }
        try {
            return JsonPath.compile(written);
        } catch (RuntimeException | StackOverflowError e) {
            mistakes.wrong(field, value, "a JSONPath such as $.items[0].price (" + e.getMessage() + ")");
            return null;
        }
    }

    private @Nullable Long maxMs(String field, JsonNode value) {
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= 1
                && value.longValue() <= MOST_MS) {
            return value.longValue();
        }
        mistakes.wrong(field, value, "a whole number of milliseconds from 1 to " + MOST_MS);
        return null;
    }

    private @Nullable Long picodollars(String field, JsonNode value) {
        if (value.isNumber()) {
            BigDecimal microdollars = value.decimalValue();
            if (microdollars.signum() >= 0 && microdollars.compareTo(BigDecimal.valueOf(MOST_MICRODOLLARS)) <= 0) {
                return microdollars
                        .movePointRight(6)
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact();
            }
        }
        mistakes.wrong(field, value, "a number of microdollars from 0 to " + MOST_MICRODOLLARS);
        return null;
    }

    private static <T, R> @Nullable R map(@Nullable T value, Function<T, R> made) {
        return value == null ? null : made.apply(value);
    }
}
