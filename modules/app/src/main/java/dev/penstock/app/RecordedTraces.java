package dev.penstock.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.canary.Recorded;
import dev.penstock.canary.Seen;
import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.Outcome;
import dev.penstock.core.Share;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.trace.ArmNoteJson;
import dev.penstock.trace.RecordedAttempts;
import dev.penstock.trace.store.MissingPasses;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The recorded requests of one rollout, out of stories of requests, one a line.
 *
 * @param rollout its id
 * @param route its route's name
 * @param requests those that count in it, in the order of the lines
 * @param withoutNote how many traces count in no rollout
 * @param ofOthers how many count in others
 * @param repeated how many stood there before
 * @param missing how many good passes the store left out, about; 0 where nothing says so
 */
record RecordedTraces(
        String rollout,
        String route,
        List<Recorded> requests,
        long withoutNote,
        long ofOthers,
        long repeated,
        long missing) {
    private static final String HEX = "[0-9a-f]{1,16}";
    private static final String HOW = "expected a trace a line, as 'penstock traces export --rollout ID' prints them";

    RecordedTraces {
        requests = List.copyOf(requests);
    }

    /** What was read of a rollout. */
    private static final class Of {
        private final String route;
        private long count;
        private final List<Recorded> requests = new ArrayList<>();
        private final MissingPasses passes = new MissingPasses();

        private Of(String route) {
            this.route = route;
        }
    }

    /**
     * Reads all lines.
     *
     * @param name what they are called in messages
     * @param wanted the id of the rollout; null where there must be one only
     * @param digests whether it is to be known who asked the same again: that takes memory
     * @param most how many traces of rollouts are taken
     * @throws Failure if a line cannot be read, it is not clear which rollout is meant, or a side has no request
     */
    static RecordedTraces read(BufferedReader lines, String name, @Nullable String wanted, boolean digests, long most)
            throws IOException {
        Map<String, Of> rollouts = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        long number = 0;
        long all = 0;
        long withoutNote = 0;
        long repeated = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            all++;
            JsonNode story = story(line, number, name);
            ArmNote note = note(story, number, name);
            if (note == null) {
                withoutNote++;
                continue;
            }
            Of of = rollouts.computeIfAbsent(
                    note.rollout(), _ -> new Of(story.path("route").asText()));
            if (wanted != null && !wanted.equals(note.rollout())) {
                of.count++;
                continue;
            }
            Recorded recorded = recorded(story, note, digests, number, name);
            if (!seen.add(recorded.trace())) {
                repeated++;
                continue;
            }
            if (seen.size() > most) {
                throw new Failure(name + " has more than " + most
                        + " traces of rollouts, which is all that this program's memory holds: export fewer, by --from"
                        + " and --to, or give it more, as in PENSTOCK_HEAP=1g penstock rollout replay");
            }
            of.count++;
            of.requests.add(recorded);
            if (story.path("outcome").asText().equals(Outcome.PASS.word())) {
                of.passes.add(recorded.trace(), note);
            }
        }
        String rollout = chosen(rollouts, wanted, name, all);
        Of of = Objects.requireNonNull(rollouts.get(rollout));
        refuseOneSide(of.requests, name);
        return new RecordedTraces(
                rollout,
                of.route,
                of.requests,
                withoutNote,
                rollouts.values().stream().mapToLong(one -> one.count).sum() - of.count,
                repeated,
                of.passes.estimate());
    }

    private static String chosen(Map<String, Of> rollouts, @Nullable String wanted, String name, long all) {
        if (all == 0) {
            throw new Failure(name + " is empty: " + HOW + ".");
        }
        if (rollouts.isEmpty()) {
            throw new Failure(
                    "None of the " + all + " traces in " + name + " counts in a rollout (arm_note): " + HOW + ".");
        }
        String there = rollouts.entrySet().stream()
                .map(entry -> "\n  " + Table.plain(entry.getKey()) + "  route '" + Table.plain(entry.getValue().route)
                        + "', " + entry.getValue().count + " requests")
                .collect(Collectors.joining());
        if (wanted != null && !rollouts.containsKey(wanted)) {
            throw new Failure("No trace in " + name + " is of rollout " + wanted + ". There are:" + there);
        }
        if (wanted == null && rollouts.size() > 1) {
            throw new Failure(
                    "The traces in " + name + " are of several rollouts: choose one by --rollout ID." + there);
        }
        return wanted == null ? rollouts.keySet().iterator().next() : wanted;
    }

    private static void refuseOneSide(List<Recorded> requests, String name) {
        long candidates =
                requests.stream().filter(request -> request.note().candidate()).count();
        if (candidates == 0 || candidates == requests.size()) {
            throw new Failure(name + " has no request of the " + (candidates == 0 ? "candidate" : "current release")
                    + "'s side, and one side alone says nothing of the other: expected both, as 'penstock traces export"
                    + " --rollout ID' prints them; export without --arm and --outcome.");
        }
    }

    private static JsonNode story(String line, long number, String name) {
        try {
            JsonNode story = AdminClient.JSON.readTree(line);
            if (story.isObject()) {
                return story;
            }
        } catch (JsonProcessingException e) {
            // Told below, as any other.
        }
        throw new Failure("Line " + number + " of " + name + " is no JSON object: " + HOW + ".");
    }

    private static @Nullable ArmNote note(JsonNode story, long number, String name) {
        JsonNode note = story.path("arm_note");
        if (note.isMissingNode()) {
            return null;
        }
        List<BadConfig.Mistake> mistakes = new ArrayList<>();
        check(mistakes, "arm_note", note, note.isObject(), "an object");
        JsonNode rollout = note.path("rollout");
        check(mistakes, "arm_note.rollout", rollout, !rollout.asText().isBlank(), "the id of a rollout");
        JsonNode chance = note.path("chance");
        check(
                mistakes,
                "arm_note.chance",
                chance,
                chance.isInt() && chance.asInt() > 0 && chance.asInt() < Share.WHOLE,
                "a whole number from 1 to " + (Share.WHOLE - 1));
        JsonNode key = note.path("key");
        check(mistakes, "arm_note.key", key, key.asText().matches(HEX), "a hash in hexadecimal digits");
        JsonNode own = note.path("own_attempts");
        int attempts = story.path("attempts").size();
        check(
                mistakes,
                "arm_note.own_attempts",
                own,
                own.isInt() && own.asInt() >= 0 && own.asInt() <= attempts,
                "a whole number from 0 to " + attempts + ", how many attempts there are");
        refuse(mistakes, number, name);
        return shared(ArmNoteJson.of(story));
    }

    /** All have the same few texts: they are kept once. */
    private static @Nullable ArmNote shared(@Nullable ArmNote note) {
        return note == null
                ? null
                : new ArmNote(
                        note.rollout().intern(),
                        note.stage(),
                        note.candidate(),
                        note.concurrent(),
                        note.release().intern(),
                        note.chance(),
                        note.key(),
                        note.ownAttempts(),
                        note.bad() == null
                                ? null
                                : note.bad().stream().map(String::intern).toList());
    }

    private static Recorded recorded(JsonNode story, ArmNote note, boolean digests, long number, String name) {
        List<BadConfig.Mistake> mistakes = new ArrayList<>();
        JsonNode trace = story.path("trace");
        check(mistakes, "trace", trace, !trace.asText().isBlank(), "the id of a trace");
        JsonNode total = story.path("total_us");
        check(
                mistakes,
                "total_us",
                total,
                total.isIntegralNumber()
                        && total.canConvertToLong()
                        && total.asLong() >= 0
                        && total.asLong() <= RecordedAttempts.MOST_US,
                "microseconds, a whole number from 0 to " + RecordedAttempts.MOST_US);
        Instant at = time(mistakes, "at", story.path("at"));
        List<Recorded.Said> said = said(mistakes, story.path("feedback"));
        List<Attempt> own = List.of();
        try {
            own = RecordedAttempts.of(story, note.ownAttempts());
        } catch (BadConfig bad) {
            mistakes.addAll(bad.mistakes());
        }
        refuse(mistakes, number, name);
        Seen seen = new Seen(
                own,
                story.path("stream").asBoolean(),
                own.isEmpty() && wasBad(note, GuardrailKind.ERROR),
                false,
                wasBad(note, GuardrailKind.TOOL_CALL));
        String digest = digests && story.path("digest").isTextual()
                ? story.path("digest").textValue()
                : null;
        return new Recorded(
                trace.asText(),
                at,
                note,
                seen,
                digest,
                began(story.path("attempts"), total.asLong()),
                total.asLong(),
                said);
    }

    private static boolean wasBad(ArmNote note, GuardrailKind kind) {
        return note.bad() != null && note.bad().contains(kind.word());
    }

    /** When its first target was asked, at its end at the latest; until then it may have been read. */
    private static long began(JsonNode attempts, long endedUs) {
        long began = endedUs;
        for (JsonNode attempt : attempts) {
            began = Math.min(began, attempt.path("times_us").path("started").asLong());
        }
        return attempts.isEmpty() ? 0 : Math.max(0, began);
    }

    private static List<Recorded.Said> said(List<BadConfig.Mistake> mistakes, JsonNode feedback) {
        List<Recorded.Said> all = new ArrayList<>();
        for (JsonNode each : feedback) {
            all.add(new Recorded.Said(
                    time(mistakes, "feedback[" + all.size() + "].at", each.path("at")),
                    each.path("kind").asText(),
                    each.path("value").isNumber() ? each.path("value").doubleValue() : null,
                    each.path("label").isTextual() ? each.path("label").textValue() : null));
        }
        return all;
    }

    private static Instant time(List<BadConfig.Mistake> mistakes, String field, JsonNode value) {
        try {
            Instant time = Instant.parse(value.asText());
            if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("2100-01-01T00:00:00Z"))) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below, as any other.
        }
        check(mistakes, field, value, false, "a time from 1970 to 2099 like 2026-11-21T10:00:00Z");
        return Instant.EPOCH;
    }

    private static void check(
            List<BadConfig.Mistake> mistakes, String field, JsonNode value, boolean isGood, String expected) {
        if (!isGood) {
            String given = value.isMissingNode() ? "missing" : "'" + Table.plain(value.asText(value.toString())) + "'";
            mistakes.add(new BadConfig.Mistake(field, given, expected));
        }
    }

    private static void refuse(List<BadConfig.Mistake> mistakes, long number, String name) {
        if (!mistakes.isEmpty()) {
            throw new Failure("Line " + number + " of " + name + " is no trace that this version has written:"
                    + mistakes.stream()
                            .map(mistake -> "\n  " + mistake.field() + " is " + mistake.value() + ", expected "
                                    + mistake.expected())
                            .collect(Collectors.joining()));
        }
    }
}
