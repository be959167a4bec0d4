package dev.penstock.evals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.EvaluationListener.EvaluationContinuation;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Patience;
import dev.penstock.evals.Check.Expected;
import dev.penstock.evals.SideResult.Checked;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds answers against the checks of their cases. */
public final class CaseJudge {
    /** The most characters that are kept of an answer. */
    static final int MOST_TEXT = 400;
    /** To how many places a path is followed. */
    static final int MOST_PLACES = 1_000;

    private static final int MOST_QUOTED = 120;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Configuration PATHS = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider(JSON))
            .mappingProvider(new JacksonMappingProvider(JSON))
            .evaluationListener(List.of(found ->
                    found.index() + 1 < MOST_PLACES ? EvaluationContinuation.CONTINUE : EvaluationContinuation.ABORT))
            .build();
    /** Of two numbers what they are worth counts: 12 and 12.0 are the same. */
    private static final Comparator<JsonNode> WORTH =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private CaseJudge() {}

    /** What is found of the answer to a case. An expression that takes too long does not match. */
    public static SideResult judge(EvalCase asked, CaseAnswer answer) {
        List<Checked> checks = new ArrayList<>();
        boolean isBroken = answer.contract() == ContractResult.Word.INVALID;
        if (answer.contract() != null) {
            checks.add(new Checked("contract", isBroken ? error(answer) : null));
        }
        if (!isBroken) {
            checks.add(new Checked("answer", answer.text() == null ? error(answer) : null));
        }
        asked.checks().forEach(check -> checks.add(new Checked(check.word(), fault(check, answer))));
        return new SideResult(
                checks,
                answer.text() == null ? null : cut(answer.text(), MOST_TEXT),
                answer.isLater(),
                answer.costPicodollars(),
                answer.totalUs(),
                answer.trace());
    }

    private static String error(CaseAnswer answer) {
        return Objects.requireNonNullElse(answer.error(), "there is no answer");
    }

    private static @Nullable String fault(Check check, CaseAnswer answer) {
        String text = answer.text();
        if (text == null) {
            return "there is no answer to check";
        }
        return switch (check) {
            case Check.Equal(String expected) ->
                text.strip().equals(expected.strip()) ? null : quoted(text) + " is not " + quoted(expected);
            case Check.Contains(String part) ->
                text.contains(part) ? null : quoted(part) + " is not in " + quoted(text);
            case Check.Matches(Pattern pattern) -> unmatched(pattern, text);
            case Check.Json(JsonPath path, Expected expected) -> json(path, expected, text);
            case Check.MaxCost(long most) -> cost(most, answer.costPicodollars());
            case Check.MaxMs(long most) ->
                answer.totalUs() <= most * 1_000
                        ? null
                        : "it took " + answer.totalUs() / 1_000 + " ms, more than " + most;
        };
    }

    private static @Nullable String cost(long most, @Nullable Long cost) {
        if (cost == null) {
            return "its cost is not known: its target has no price, or told no usage";
        }
        return cost <= most ? null : "it cost " + micro(cost) + " microdollars, more than " + micro(most);
    }

    private static @Nullable String unmatched(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Patience(text)).find()
                    ? null
                    : "/" + pattern + "/ is not found in " + quoted(text);
        } catch (Patience.Lost | StackOverflowError e) {
            return "/" + pattern + "/ takes too long on " + quoted(text);
        }
    }

    private static @Nullable String json(JsonPath path, Expected expected, String text) {
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return "the answer is no JSON: " + quoted(text);
        }
        List<JsonNode> found = found(path, tree);
        return switch (expected) {
            case Expected.Exists(boolean isThere) ->
                found.isEmpty() != isThere
                        ? null
                        : path.getPath() + (isThere ? " leads to nothing" : " leads to " + quoted(found));
            case Expected.Value(JsonNode value) ->
                found.stream().anyMatch(one -> one.equals(WORTH, value))
                        ? null
                        : path.getPath() + " is " + quoted(found) + ", not " + cut(value.toString(), MOST_QUOTED);
            case Expected.Text(Pattern pattern) -> unmatched(pattern, path, found, text);
        };
    }

    /** All places together have as much patience as the whole answer. */
    private static @Nullable String unmatched(Pattern pattern, JsonPath path, List<JsonNode> found, String text) {
        Patience patience = new Patience(text);
        try {
            for (JsonNode one : found) {
                if (pattern.matcher(patience.with(plain(one))).find()) {
                    return null;
                }
            }
        } catch (Patience.Lost | StackOverflowError e) {
            return "/" + pattern + "/ takes too long on what " + path.getPath() + " leads to, " + quoted(found);
        }
        return path.getPath() + " is " + quoted(found) + ", in which /" + pattern + "/ is not found";
    }

    /**
     * The first to which a path leads. Its library throws whatever comes up where a path does not go with a document.
     */
    private static List<JsonNode> found(JsonPath path, JsonNode tree) {
        Object found;
        try {
            found = path.read(tree, PATHS);
        } catch (RuntimeException | StackOverflowError e) {
            return List.of();
        }
        JsonNode node = found instanceof JsonNode leaf ? leaf : JSON.valueToTree(found);
        if (path.isDefinite()) {
            return List.of(node);
        }
        List<JsonNode> all = new ArrayList<>();
        node.forEach(all::add);
        return all;
    }

    private static String plain(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static String quoted(List<JsonNode> found) {
        if (found.size() < 2) {
            return found.isEmpty() ? "nothing" : cut(found.getFirst().toString(), MOST_QUOTED);
        }
        StringBuilder all = new StringBuilder("[");
        for (JsonNode one : found) {
            if (all.length() > MOST_QUOTED) {
                break;
            }
            all.append(all.length() == 1 ? "" : ", ").append(one);
        }
        return cut(all.append(']').toString(), MOST_QUOTED);
    }

    private static String quoted(String text) {
        return "'" + cut(text.strip(), MOST_QUOTED) + "'";
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean isBetween = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, isBetween ? most - 1 : most) + "...";
    }

    private static String micro(long picodollars) {
        return BigDecimal.valueOf(picodollars, 6).stripTrailingZeros().toPlainString();
    }
}
