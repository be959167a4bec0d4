package dev.penstock.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Between;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.config.BadConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attempts of a story back: what they came to, when, and what they cost. Words for people, ids and rules are
 * left out, and of a failure there is its kind.
 */
public final class RecordedAttempts {
    /** The longest time in a story, in microseconds: 90 days. */
    public static final long MOST_US = 90L * 24 * 60 * 60 * 1_000_000;

    private static final long MOST_TOKENS = Integer.MAX_VALUE;
    private static final ApiError SAID = new ApiError(ApiError.Kind.SERVER, "", null, null);
    private static final Pattern STATUS = Pattern.compile("status_(\\d{1,3})");
    private static final int PICO = 6;

    private static final Map<String, AttemptFailure> FAILURES = failures();
    private static final Map<String, Diagnosis> DIAGNOSES = diagnoses();
    private static final Map<String, FinishReason> FINISHES = byWord(FinishReason.values(), FinishReason::word);
    private static final Map<String, ContractResult.Word> RESULTS =
            byWord(ContractResult.Word.values(), ContractResult.Word::word);

    private RecordedAttempts() {}

    private static Map<String, AttemptFailure> failures() {
        Stream<AttemptFailure> plain = Stream.of(
                new AttemptFailure.NotConnected(""),
                new AttemptFailure.NoConnectionFree(),
                new AttemptFailure.ConnectionLost(""),
                new AttemptFailure.ErrorInStream(SAID),
                new AttemptFailure.Malformed(""),
                new AttemptFailure.CutStream(),
                new AttemptFailure.Departed(),
                new AttemptFailure.EmptyAnswer(null),
                new AttemptFailure.InvalidOutput(List.of(), ""),
                new AttemptFailure.RefusedAnswer(),
                new AttemptFailure.FilteredAnswer(),
                new AttemptFailure.AnswerTooLarge(0),
                new AttemptFailure.NoRoom(0, 0),
                new AttemptFailure.Stopped(),
                new AttemptFailure.Cancelled(),
                new AttemptFailure.Outrun(""),
                new AttemptFailure.Inexpressible("", ""),
                new AttemptFailure.Killed("", ""),
                new AttemptFailure.KilledTool(""));
        Stream<AttemptFailure> timedOut = Stream.of(AttemptFailure.Phase.values())
                .map(phase -> new AttemptFailure.TimedOut(phase, Duration.ZERO));
        return Stream.concat(plain, timedOut)
                .collect(Collectors.toMap(AttemptFailure::word, Function.identity(), (first, _) -> first));
    }

    private static Map<String, Diagnosis> diagnoses() {
        Map<String, Diagnosis> all = new HashMap<>();
        Stream.of(
                        Stream.of(
                                new Diagnosis.RateLimited(null),
                                new Diagnosis.Overloaded(null),
                                new Diagnosis.UnsupportedParameter(null, null),
                                new Diagnosis.OutputLimit(1)),
                        Stream.of(Diagnosis.Fault.values()),
                        Stream.of(Diagnosis.Declined.values()),
                        Stream.of(Diagnosis.Own.values()))
                .flatMap(some -> some)
                .forEach(diagnosis -> all.put(diagnosis.word(), diagnosis));
        return all;
    }

    private static <E> Map<String, E> byWord(E[] all, Function<E, String> word) {
        return Arrays.stream(all).collect(Collectors.toMap(word, Function.identity()));
    }

    /**
     * The first attempts of a story.
     *
     * @param most how many
     * @throws BadConfig if one of them is none that this version writes
     */
    public static List<Attempt> of(JsonNode story, int most) {
        JsonNode attempts = story.path("attempts");
        List<Attempt> all = new ArrayList<>(Math.min(most, attempts.size()));
        for (int i = 0; i < most && i < attempts.size(); i++) {
            all.add(attempt("attempts[" + i + "]", attempts.path(i)));
        }
        return all;
    }

    private static Attempt attempt(String field, JsonNode json) {
        JsonNode times = json.path("times_us");
        JsonNode contract = json.path("contract").path("result");
        return new Attempt(
                "",
                "",
                "",
                us(field, times, "started"),
                us(field, times, "sent"),
                0,
                us(field, times, "first_byte"),
                us(field, times, "first_content"),
                between(json.path("between_tokens_us")),
                us(field, times, "ended"),
                json.path("status").asInt(),
                failure(field, json.path("failure")),
                known(field + ".diagnosis", json.path("diagnosis"), DIAGNOSES),
                null,
                List.of(),
                contract.isMissingNode() ? null : result(known(field + ".contract.result", contract, RESULTS)),
                name(json.path("returned_model")),
                name(json.path("fingerprint")),
                known(field + ".finish", json.path("finish"), FINISHES),
                usage(field + ".tokens", json.path("tokens")),
                picodollars(json.path("cost_microdollars")),
                null,
                null);
    }

    /** -1 where it did not come to that. */
    private static long us(String field, JsonNode times, String name) {
        return times.has(name) ? whole(field + ".times_us." + name, times.path(name), -1, MOST_US) : -1;
    }

    /** 0 where there is none. */
    private static long tokens(String field, JsonNode tokens, String name) {
        return tokens.has(name) ? whole(field + "." + name, tokens.path(name), 0, MOST_TOKENS) : 0;
    }

    private static long whole(String field, JsonNode number, long least, long most) {
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.asLong() < least
                || number.asLong() > most) {
            throw new BadConfig(List.of(
                    new BadConfig.Mistake(field, number.toString(), "a whole number from " + least + " to " + most)));
        }
        return number.asLong();
    }

    private static @Nullable Between between(JsonNode json) {
        return json.isObject()
                ? new Between(
                        json.path("count").asLong(),
                        json.path("p50").asLong(),
                        json.path("p95").asLong(),
                        json.path("max").asLong())
                : null;
    }

    private static @Nullable AttemptFailure failure(String field, JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        String word = json.path("kind").asText();
        return STATUS.matcher(word).matches()
                ? new AttemptFailure.ErrorStatus(Integer.parseInt(word.substring("status_".length())), SAID, null)
                : known(field + ".failure.kind", json.path("kind"), FAILURES);
    }

    private static @Nullable ContractResult result(ContractResult.@Nullable Word word) {
        return word == null ? null : new ContractResult(word, List.of(), List.of(), null, false);
    }

    /** Many have the same few: they are kept once. */
    private static @Nullable String name(JsonNode json) {
        return json.isTextual() ? json.textValue().intern() : null;
    }

    private static @Nullable Usage usage(String field, JsonNode json) {
        return json.isObject()
                ? new Usage(
                        tokens(field, json, "input"),
                        tokens(field, json, "cached_input"),
                        tokens(field, json, "cache_write"),
                        tokens(field, json, "output"),
                        tokens(field, json, "reasoning"))
                : null;
    }

    private static @Nullable Long picodollars(JsonNode json) {
        BigDecimal microdollars = json.isNumber() ? json.decimalValue() : null;
        return microdollars == null ? null : microdollars.movePointRight(PICO).longValue();
    }

    /** What a word stands for; null where there is none. */
    private static <E> @Nullable E known(String field, JsonNode word, Map<String, E> all) {
        if (word.isMissingNode()) {
            return null;
        }
        E meant = all.get(word.asText());
        if (meant == null) {
            throw new BadConfig(List.of(new BadConfig.Mistake(
                    field,
                    word.asText(),
                    "one of " + String.join(", ", all.keySet().stream().sorted().toList()))));
        }
        return meant;
    }
}
