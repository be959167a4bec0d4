package dev.penstock.config;

import dev.penstock.config.Value.Entry;
import dev.penstock.config.Value.Items;
import dev.penstock.config.Value.Kind;
import dev.penstock.config.Value.Mapping;
import dev.penstock.config.Value.Scalar;
import dev.penstock.core.NearNames;
import dev.penstock.core.config.BadConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys are known. Each accessor notes a mistake where something else stands than it was asked for, and
 * gives what it would give without the key: so reading goes on.
 */
final class Section {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(\\d{1,18}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][+-]?\\d{1,3})?");

    private static final Pattern TRUTH = Pattern.compile("(?i)true|false");

    private final Mistakes mistakes;
    private final Place place;
    private final List<String> known;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final int mistakesBefore;
    /** Known keys that unknown ones are near to: it would be a follow-up to call them missing. */
    private final Set<String> meant = new HashSet<>();

    /** Opens a map; {@code known} empty lets any key stand in it. */
    Section(Mistakes mistakes, Place place, Mapping mapping, List<String> known) {
        this.mistakes = mistakes;
        this.place = place;
        this.known = known;
        this.mistakesBefore = mistakes.count();
        mapping.entries().forEach(this::add);
    }

    /** The map that a parsed text is; null, and a mistake, if it is none. */
    static @Nullable Section open(Mistakes mistakes, String file, Parsed parsed, String format, List<String> known) {
        Place whole = Place.wholeFile(file);
        switch (parsed) {
            case Parsed.Tree(Mapping mapping) -> {
                return new Section(mistakes, whole, mapping, known);
            }
            case Parsed.Tree(Value value) ->
                mistakes.add(whole, value.words(), "expected a map with the keys " + String.join(", ", known));
            case Parsed.Empty() ->
                mistakes.add(whole, "empty", "expected a map with the keys " + String.join(", ", known));
            case Parsed.Broken(int line, String problem) -> mistakes.broken(file, line, problem, format);
        }
        return null;
    }

    private void add(Entry entry) {
        Entry first = entries.putIfAbsent(entry.key(), entry);
        if (first != null) {
            mistakes.add(
                    place.key(entry.key(), entry.line()),
                    "here a second time",
                    "expected once: it stands on line " + first.line() + " already");
        } else if (!known.isEmpty() && !known.contains(entry.key())) {
            List<String> near = NearNames.near(entry.key(), known);
            near.stream().findFirst().ifPresent(meant::add);
            mistakes.add(
                    place.key(entry.key(), entry.line()),
                    "an unknown key",
                    near.isEmpty()
                            ? "expected one of " + String.join(", ", known)
                            : "did you mean " + near.getFirst() + "?");
        }
    }

    Place place() {
        return place;
    }

    boolean isList(String key) {
        return value(key) instanceof Items;
    }

    boolean isEmptyList(String key) {
        return value(key) instanceof Items items && items.values().isEmpty();
    }

    boolean isMap(String key) {
        return value(key) instanceof Mapping;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Whether a key is missing while an unknown one, which may be meant for it, is here. */
    boolean mayBeMisspelt(String key) {
        return !has(key) && meant.contains(key);
    }

    /** Where a key is, or would be. */
    Place at(String key) {
        Entry entry = entries.get(key);
        return place.key(key, entry == null ? place.line() : entry.line());
    }

    @Nullable
    String text(String key, String expected) {
        Value value = value(key);
        if (value instanceof Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        if (value != null) {
            mistakes.add(at(key), value instanceof Scalar ? "empty" : value.words(), "expected " + expected);
        }
        return null;
    }

    @Nullable
    String requiredText(String key, String expected) {
        if (!has(key)) {
            missing(key, expected);
        }
        return text(key, expected);
    }

    @Nullable
    Long whole(String key) {
        String text = scalar(key, Kind.NUMBER, WHOLE, "a whole number");
        return text == null ? null : Long.valueOf(text);
    }

    /** A whole number for a field of 32 bits; one that does not fit becomes one that no field allows. */
    @Nullable
    Integer integer(String key) {
        Long whole = whole(key);
        return whole == null ? null : Math.clamp(whole, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    int integer(String key, int otherwise) {
        Integer integer = integer(key);
        return integer == null ? otherwise : integer;
    }

    @Nullable
    BigDecimal decimal(String key) {
        String text = scalar(key, Kind.NUMBER, DECIMAL, "a number");
        return text == null ? null : new BigDecimal(text);
    }

    @Nullable
    Double fraction(String key) {
        BigDecimal decimal = decimal(key);
        return decimal == null ? null : decimal.doubleValue();
    }

    @Nullable
    Boolean truth(String key) {
        String text = scalar(key, Kind.TRUTH, TRUTH, "true or false");
        return text == null ? null : Boolean.valueOf(text);
    }

    boolean truth(String key, boolean otherwise) {
        Boolean truth = truth(key);
        return truth == null ? otherwise : truth;
    }

    /** One of some words; {@code otherwise} where there is none, or another, which is told. */
    <E> E oneOf(String key, List<E> all, Function<E, String> word, E otherwise) {
        List<String> words = all.stream().map(word).toList();
        String said = text(key, String.join(" or ", words));
        if (said == null) {
            return otherwise;
        }
        int place = words.indexOf(said);
        if (place < 0) {
            wrongWord(key, said, words);
            return otherwise;
        }
        return all.get(place);
    }

    Duration duration(String key, Duration otherwise) {
        String text = scalar(key, Kind.TEXT, Durations.FORM, Durations.EXPECTED);
        return text == null ? otherwise : Durations.parse(text);
    }

    private @Nullable String scalar(String key, Kind kind, Pattern form, String expected) {
        Value value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Scalar scalar
                && scalar.kind() == kind
                && form.matcher(scalar.text()).matches()) {
            return scalar.text();
        }
        mistakes.add(at(key), value.words(), "expected " + expected);
        return null;
    }

    /** A list of texts; null where the key is not here or not such a list. */
    @Nullable
    List<String> texts(String key, String expected) {
        Items items = items(key, expected);
        if (items == null) {
            return null;
        }
        int before = mistakes.count();
        List<String> texts = new ArrayList<>();
        for (Value value : items.values()) {
            if (value instanceof Scalar scalar && !scalar.text().isBlank()) {
                texts.add(scalar.text());
            } else {
                mistakes.add(item(key, texts.size(), value), value.words(), "expected a name");
                texts.add("?");
            }
        }
        return mistakes.count() > before ? null : texts;
    }

    /** Where an item of a list of texts stands. */
    Place item(String key, int index) {
        return value(key) instanceof Items items
                ? item(key, index, items.values().get(index))
                : at(key);
    }

    private Place item(String key, int index, Value value) {
        return at(key).item(index, value.line());
    }

    /** A text or a map behind a key; null where the key is not here or something else. */
    @Nullable
    Given given(String key, String expected, List<String> knownKeys) {
        Value value = value(key);
        return value == null ? null : given(at(key), value, expected, knownKeys);
    }

    private @Nullable Given given(Place at, Value value, String expected, List<String> knownKeys) {
        if (value instanceof Mapping mapping) {
            return new Given.InFull(new Section(mistakes, at, mapping, knownKeys));
        }
        if (value instanceof Scalar scalar && !scalar.text().isBlank()) {
            return new Given.InAWord(scalar.text(), at);
        }
        mistakes.add(at, value instanceof Scalar ? "empty" : value.words(), "expected " + expected);
        return null;
    }

    /** Texts or maps in the list behind a key; null where the key is not here or one of them is something else. */
    @Nullable
    List<Given> givens(String key, String expected, List<String> knownKeys) {
        Items items = items(key, expected);
        if (items == null) {
            return null;
        }
        List<Given> givens = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
            Value value = items.values().get(i);
            Given given = given(item(key, i, value), value, "a name or a map", knownKeys);
            if (given != null) {
                givens.add(given);
            }
        }
        return givens.size() == items.values().size() ? givens : null;
    }

    /** The map behind a key; null where the key is not here or no map. */
    @Nullable
    Section section(String key, List<String> knownKeys) {
        Value value = value(key);
        if (value instanceof Mapping mapping) {
            return new Section(mistakes, at(key), mapping, knownKeys);
        }
        if (value != null) {
            mistakes.add(at(key), value.words(), "expected a map");
        }
        return null;
    }

    /** Each map in the list behind a key. */
    List<Section> sections(String key, List<String> knownKeys) {
        Items items = items(key, "a list of maps");
        List<Section> sections = new ArrayList<>();
        for (int i = 0; items != null && i < items.values().size(); i++) {
            Value value = items.values().get(i);
            if (value instanceof Mapping mapping) {
                sections.add(new Section(mistakes, item(key, i, value), mapping, knownKeys));
            } else {
                mistakes.add(item(key, i, value), value.words(), "expected a map");
            }
        }
        return sections;
    }

    private @Nullable Items items(String key, String expected) {
        Value value = value(key);
        if (value instanceof Items items) {
            return items;
        }
        if (value != null) {
            mistakes.add(at(key), value.words(), "expected " + expected);
        }
        return null;
    }

    Set<String> keys() {
        return entries.keySet();
    }

    private @Nullable Value value(String key) {
        if (!known.isEmpty() && !known.contains(key)) {
            throw new IllegalStateException("a key that would be refused as unknown is asked for: " + key);
        }
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    void missing(String key, String expected) {
        if (!mayBeMisspelt(key)) {
            mistakes.add(at(key), "missing", "expected " + expected);
        }
    }

    /** What a value of this section is, wrong in itself, and what it should be. */
    void wrong(String key, String found, String remedy) {
        mistakes.add(at(key), found, remedy);
    }

    /** The same of something inside a value. */
    void wrong(Place inside, String found, String remedy) {
        mistakes.add(inside, found, remedy);
    }

    /** The same of this section as a whole. */
    void wrong(String found, String remedy) {
        mistakes.add(place, found, remedy);
    }

    /** A text that is none of the words that can stand there. */
    void wrongWord(String key, String word, List<String> words) {
        List<String> near = NearNames.near(word, words);
        wrong(
                key,
                Shown.quoted(word),
                near.isEmpty() ? "expected " + String.join(" or ", words) : "did you mean " + near.getFirst() + "?");
    }

    /**
     * Makes a record of what was read. What its constructor refuses becomes mistakes at the keys they are about; a
     * section with any mistake makes nothing.
     *
     * @param judgedElsewhere fields about which the constructor's word does not count
     */
    <T> @Nullable T make(Supplier<T> constructor, String... judgedElsewhere) {
        @Nullable T made = null;
        try {
            made = constructor.get();
        } catch (BadConfig refused) {
            for (BadConfig.Mistake mistake : refused.mistakes()) {
                if (!List.of(judgedElsewhere).contains(mistake.field())) {
                    refuse(mistake);
                }
            }
        }
        return mistakes.count() == mistakesBefore ? made : null;
    }

    /** A field is a key, or keys with dots between them; a field that is no key (a name) is the section itself. */
    private void refuse(BadConfig.Mistake mistake) {
        List<String> keys = List.of(mistake.field().split("\\.", -1));
        if (!known.contains(keys.getFirst())) {
            mistakes.add(place, shown(mistake.value()), "expected " + mistake.expected());
            return;
        }
        Place at = at(keys.getFirst());
        Value value = value(keys.getFirst());
        for (String key : keys.subList(1, keys.size())) {
            Entry entry = entry(value, key);
            at = at.key(key, entry == null ? at.line() : entry.line());
            value = entry == null ? null : entry.value();
        }
        mistakes.add(at, shown(asWritten(value, mistake.value())), "expected " + mistake.expected());
    }

    private static String shown(String refused) {
        return refused.endsWith("(not shown)") ? refused : Shown.quoted(refused);
    }

    /** Numbers as they stand in the file, for the record saw some of them converted. */
    private static String asWritten(@Nullable Value value, String refused) {
        return value instanceof Scalar scalar
                        && scalar.kind() == Kind.NUMBER
                        && DECIMAL.matcher(refused).matches()
                ? scalar.text()
                : refused;
    }

    private static @Nullable Entry entry(@Nullable Value value, String key) {
        return value instanceof Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().equals(key))
                        .findFirst()
                        .orElse(null)
                : null;
    }
}
