package dev.penstock.evals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.EvalResult;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cases that are run together, 1 to {@link EvalResult#MOST_CASES}, with at most 5,000 checks.
 *
 * @param cases each by another name
 * @param digest SHA-256 of their canonical form, in lower-case hexadecimal: neither the order of the cases nor that of
 *     the fields in them makes another one
 */
public record CaseSet(List<EvalCase> cases, String digest) {
    /** The most checks of all cases together: each is held against the answers of two releases. */
    static final int MOST_CHECKS = 5_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    public CaseSet {
        cases = List.copyOf(cases);
    }

    /**
     * Reads a file with a case on each line; empty lines do not count.
     *
     * @throws BadConfig with all that is wrong, each by its line and field
     */
    public static CaseSet ofLines(String file) {
        Mistakes mistakes = new Mistakes();
        List<Written> written = new ArrayList<>();
        String[] lines = file.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                written.add(new Written("line " + (i + 1) + ": ", tree("line " + (i + 1), lines[i], mistakes)));
            }
        }
        return of("the file", written, mistakes);
    }

    /**
     * Reads a list of cases.
     *
     * @param field what the list is called where mistakes are told
     * @throws BadConfig with all that is wrong, each by its place and field
     */
    public static CaseSet ofList(String field, JsonNode list) {
        Mistakes mistakes = new Mistakes();
        if (list.isMissingNode()) {
            mistakes.missing(field, "a list of cases");
            mistakes.done();
        }
        if (!list.isArray()) {
            mistakes.wrong(field, list, "a list of cases");
            mistakes.done();
        }
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            written.add(new Written(field + "[" + i + "].", list.get(i)));
        }
        return of(field, written, mistakes);
    }

    /** A case, and what comes before the names of its fields; missing where it is no JSON. */
    private record Written(String at, JsonNode tree) {}

    private static CaseSet of(String name, List<Written> written, Mistakes mistakes) {
        if (written.isEmpty() || written.size() > EvalResult.MOST_CASES) {
            mistakes.wrong(name, written.size() + " cases", "1 to " + EvalResult.MOST_CASES);
        }
        CaseReader reader = new CaseReader(mistakes);
        Map<String, String> places = new HashMap<>();
        List<EvalCase> cases = new ArrayList<>();
        for (Written one : written) {
            EvalCase read = one.tree().isMissingNode() ? null : reader.read(one.at(), one.tree());
            if (read != null) {
                cases.add(read);
                String place = one.at().replaceFirst("[:.] ?$", "");
                String first = places.putIfAbsent(read.id(), place);
                if (first != null && !read.id().isEmpty()) {
                    mistakes.wrong(one.at() + "id", read.id(), "another name than that of " + first);
                }
            }
        }
        int checks = cases.stream().mapToInt(one -> one.checks().size()).sum();
        if (checks > MOST_CHECKS) {
            mistakes.wrong(name, checks + " checks", "at most " + MOST_CHECKS + " in all cases together");
        }
        mistakes.done();
        return new CaseSet(cases, digest(cases));
    }

    private static JsonNode tree(String line, String text, Mistakes mistakes) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            mistakes.wrong(line, text.strip(), "JSON (column " + column + ": " + reason(e) + ")");
            return MissingNode.getInstance();
        }
    }

    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage().replaceFirst(" \\(start marker.*", "");
    }

    private static String digest(List<EvalCase> cases) {
        return Sha256.hex(cases.stream()
                .sorted(Comparator.comparing(EvalCase::id))
                .map(CaseSet::canonical)
                .collect(Collectors.joining("\n")));
    }

    private static String canonical(EvalCase one) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(one.source(), Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Looks whether every case says enough for a release.
     *
     * @param field what the list of cases is called where mistakes are told
     * @param variables those that the prompt in front of it needs
     * @param hasContract whether its answers are checked anyway
     * @throws BadConfig with each case that has no check, or lacks a variable
     */
    public void fits(String field, String release, List<String> variables, boolean hasContract) {
        Mistakes mistakes = new Mistakes();
        for (int i = 0; i < cases.size(); i++) {
            EvalCase one = cases.get(i);
            String at = field + "[" + i + "].";
            if (one.checks().isEmpty() && !hasContract) {
                mistakes.missing(at + "checks", "at least one check, for release " + release + " has no contract");
            }
            for (String variable : variables) {
                if (!one.has(variable)) {
                    mistakes.missing(
                            at + "metadata." + variable, "a text: the prompt of release " + release + " needs it");
                }
            }
        }
        mistakes.done();
    }
}
