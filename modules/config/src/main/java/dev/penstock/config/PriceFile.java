package dev.penstock.config;

import dev.penstock.config.Value.Entry;
import dev.penstock.config.Value.Kind;
import dev.penstock.config.Value.Mapping;
import dev.penstock.config.Value.Scalar;
import dev.penstock.core.Dialect;
import dev.penstock.core.config.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of prices in LiteLLM's format: a flat map from a model's key to its costs in dollars per token. The list is
 * somebody else's: only the models that are asked for are looked at, and what they do not say is not known.
 */
final class PriceFile {
    private static final PriceFile NONE = new PriceFile("", Map.of(), null);
    private static final String EXPECTED = "expected a map from models to their prices";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?");
    private static final Pattern RISE = Pattern.compile("(in|out)put_cost_per_token_above_.*");
    private static final long LARGEST_WINDOW = 1_000_000_000;

    private final String file;
    private final Map<String, Mapping> models;
    private final @Nullable LocalDate asOf;

    private PriceFile(String file, Map<String, Mapping> models, @Nullable LocalDate asOf) {
        this.file = file;
        this.models = models;
        this.asOf = asOf;
    }

    /** The list that {@code prices:} names; one without models where it names none, or none that can be read. */
    static PriceFile read(Section node, Folder folder, Mistakes mistakes) {
        Section prices = node.section("prices", Keys.PRICES);
        String file = prices == null ? null : prices.requiredText("file", "the path of a price list");
        String text = prices == null || file == null ? null : folder.text(file, prices.at("file"));
        if (file == null || text == null) {
            return NONE;
        }
        switch (Parsed.json(text)) {
            case Parsed.Tree(Mapping list) -> {
                return new PriceFile(file, models(list), date(list));
            }
            case Parsed.Tree(Value other) -> mistakes.add(Place.wholeFile(file), other.words(), EXPECTED);
            case Parsed.Empty() -> mistakes.add(Place.wholeFile(file), "empty", EXPECTED);
            case Parsed.Broken(int line, String problem) -> mistakes.broken(file, line, problem, "JSON");
        }
        return NONE;
    }

    private static Map<String, Mapping> models(Mapping list) {
        Map<String, Mapping> models = new HashMap<>();
        for (Entry entry : list.entries()) {
            if (entry.value() instanceof Mapping mapping && !entry.key().equals("sample_spec")) {
                models.put(entry.key(), mapping);
            }
        }
        return models;
    }

    private static @Nullable LocalDate date(Mapping list) {
        return scalar(list, "as_of").map(text -> day(text.text())).orElse(null);
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** What the list says about a model, by {@code provider/model} or else by the model alone. */
    ListedModel find(String provider, String model, @Nullable Dialect dialect) {
        String key = models.containsKey(provider + "/" + model) ? provider + "/" + model : model;
        Mapping entry = models.get(key);
        if (entry == null) {
            return ListedModel.UNKNOWN;
        }
        boolean rises = entry.entries().stream()
                .anyMatch(cost -> RISE.matcher(cost.key()).matches());
        return new ListedModel(price(key, entry, dialect), rises, window(entry));
    }

    private @Nullable Price price(String key, Mapping entry, @Nullable Dialect dialect) {
        Long input = cost(entry, "input_cost_per_token");
        Long output = cost(entry, "output_cost_per_token");
        return input == null || output == null
                ? null
                : new Prices(dialect)
                        .price(
                                input,
                                cost(entry, "cache_read_input_token_cost"),
                                cost(entry, "cache_creation_input_token_cost"),
                                output,
                                asOf,
                                file + ": " + key);
    }

    private static @Nullable Long cost(Mapping entry, String key) {
        return number(entry, key).map(Prices::perToken).orElse(null);
    }

    private static @Nullable Integer window(Mapping entry) {
        return number(entry, "max_input_tokens")
                .filter(tokens -> tokens.compareTo(BigDecimal.valueOf(LARGEST_WINDOW)) <= 0)
                .map(BigDecimal::intValue)
                .filter(tokens -> tokens > 0)
                .orElse(null);
    }

    private static Optional<BigDecimal> number(Mapping entry, String key) {
        return scalar(entry, key)
                .filter(scalar -> scalar.kind() == Kind.NUMBER)
                .filter(scalar -> NUMBER.matcher(scalar.text()).matches())
                .map(scalar -> new BigDecimal(scalar.text()));
    }

    private static Optional<Scalar> scalar(Mapping map, String key) {
        return map.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .filter(Scalar.class::isInstance)
                .map(Scalar.class::cast)
                .findFirst();
    }
}
