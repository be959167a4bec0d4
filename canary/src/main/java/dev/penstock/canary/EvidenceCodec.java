package dev.penstock.canary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.canary.EvidenceMessage.AskAll;
import dev.penstock.canary.EvidenceMessage.AskBad;
import dev.penstock.canary.EvidenceMessage.Asked;
import dev.penstock.canary.EvidenceMessage.Bad;
import dev.penstock.canary.EvidenceMessage.Part;
import dev.penstock.canary.EvidenceMessage.Totals;
import dev.penstock.canary.NodeEvidence.RoundSlice;
import dev.penstock.stats.MeanEvidence;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evidence on its way between nodes, as JSON. What a newer version says besides is passed over; what it says otherwise
 * has another type, and none of it is read.
 */
final class EvidenceCodec {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String TOTALS = "penstock.rollouts.totals.v1";
    private static final String BAD = "penstock.rollouts.bad.v1";
    private static final String ASKED = "penstock.rollouts.asked.v1";
    private static final String ASK_ALL = "penstock.rollouts.ask_all.v1";
    private static final String ASK_BAD = "penstock.rollouts.ask_bad.v1";

    private EvidenceCodec() {}

    static String write(EvidenceMessage message) {
        ObjectNode json = MAPPER.createObjectNode();
        switch (message) {
            case Totals totals -> {
                life(json.put("type", TOTALS), totals.from()).put("since", totals.since());
                ArrayNode parts = json.putArray("parts");
                totals.parts().forEach(part -> write(part, parts.addObject()));
            }
            case Bad bad -> {
                life(json.put("type", BAD), bad.of())
                        .put("rollout", bad.rollout())
                        .put("round", bad.round())
                        .put("why", bad.why())
                        .put("from", bad.from());
                ArrayNode requests = json.putArray("requests");
                bad.requests()
                        .forEach(request -> requests.addObject()
                                .put("bits", request.bits())
                                .put("chance", request.chance())
                                .put("arm", request.arm().word())
                                .put("key", request.key())
                                .put("trace", request.trace()));
            }
            case Asked asked -> {
                ObjectNode questions =
                        life(json.put("type", ASKED), asked.from()).putObject("questions");
                asked.questions()
                        .forEach(question -> questions
                                .withArray(question.rollout())
                                .add(question.hash())
                                .add(question.atNanos()));
            }
            case AskAll _ -> json.put("type", ASK_ALL);
            case AskBad ask ->
                life(json.put("type", ASK_BAD), ask.of())
                        .put("rollout", ask.rollout())
                        .put("round", ask.round())
                        .put("from", ask.from());
        }
        return json.toString();
    }

    private static ObjectNode life(ObjectNode json, Life life) {
        return json.put("node", life.node()).put("life", life.life());
    }

    private static void write(Part part, ObjectNode json) {
        life(json, part.of())
                .put("rollout", part.rollout())
                .put("round", part.round())
                .put("why", part.why())
                .put("bad", part.totals().bad());
        ArrayNode tallies = json.putArray("tallies");
        part.totals().tallies().forEach((key, tally) -> {
            ObjectNode each = tallies.addObject()
                    .put("round", key.round())
                    .put("stage", key.slice().stage())
                    .put("chance", key.slice().chance())
                    .put("arm", key.slice().arm().word())
                    .put("requests", tally.requests())
                    .put("bad", tally.bad());
            ArrayNode counts = each.putArray("by_guardrail");
            tally.byGuardrail().forEach(counts::add);
        });
        ArrayNode draws = json.putArray("draws");
        part.totals()
                .draws()
                .forEach((stay, drawn) -> draws.addObject()
                        .put("stay", stay)
                        .put("candidate", drawn.candidate())
                        .put("baseline", drawn.baseline()));
        ObjectNode models = json.putObject("models");
        part.totals().models().forEach((arm, counts) -> counts.forEach(models.putObject(arm.word())::put));
        write(part.totals().fingerprints(), json.putObject("fingerprints"));
        ObjectNode times = json.putObject("times");
        part.totals().times().forEach((arm, theirs) -> {
            ObjectNode each = times.putObject(arm.word());
            write(theirs.firstContent(), each.putObject("first_content"));
            write(theirs.total(), each.putObject("total"));
        });
        ArrayNode scores = json.putArray("scores");
        part.totals().scores().forEach((of, tally) -> {
            MeanEvidence values = tally.values();
            ObjectNode each = scores.addObject()
                    .put("entered", of.entered())
                    .put("arm", of.arm().word())
                    .put("count", values.count())
                    .put("sum", values.sum())
                    .put("bets", values.bets())
                    .put("weighted", values.weighted())
                    .put("spread", values.spread());
            ArrayNode lowest = each.putArray("lowest");
            tally.lowest()
                    .forEach(low -> lowest.addObject().put("trace", low.trace()).put("value", low.value()));
        });
    }

    private static void write(Latencies latencies, ObjectNode json) {
        latencies.byBucket().forEach((bucket, count) -> json.put(String.valueOf(bucket), count));
    }

    private static void write(Map<Arm, List<String>> names, ObjectNode json) {
        names.forEach((arm, list) -> list.forEach(json.putArray(arm.word())::add));
    }

    /** A message; empty where it is none that this version knows. */
    static Optional<EvidenceMessage> read(String text) {
        try {
            return read(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Writes a list of messages, one after the other. */
    static void write(List<EvidenceMessage> messages, Writer to) throws IOException {
        String before = "[";
        for (EvidenceMessage message : messages) {
            to.write(before + write(message));
            before = ",\n";
        }
        to.write("]\n");
    }

    /**
     * Reads such a list.
     *
     * @throws IOException if there is none, or anything in it that this version does not know
     */
    static List<EvidenceMessage> read(Reader from) throws IOException {
        List<EvidenceMessage> messages = new ArrayList<>();
        try (MappingIterator<JsonNode> all = MAPPER.readerFor(JsonNode.class).readValues(from)) {
            while (all.hasNextValue()) {
                Optional<EvidenceMessage> message = read(all.nextValue());
                messages.add(message.orElseThrow(
                        () -> new IOException("its part " + (messages.size() + 1) + " is not known to this version")));
            }
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
        if (messages.isEmpty()) {
            throw new IOException("it is empty");
        }
        return messages;
    }

    private static Optional<EvidenceMessage> read(JsonNode json) {
        return switch (json.path("type").asText()) {
            case TOTALS -> {
                List<Part> parts = new ArrayList<>();
                json.path("parts").forEach(part -> parts.add(part(part)));
                yield Optional.of(new Totals(life(json), json.path("since").asLong(), parts));
            }
            case BAD -> {
                List<BadRequest> requests = new ArrayList<>();
                json.path("requests")
                        .forEach(request -> arm(request)
                                .ifPresent(arm -> requests.add(new BadRequest(
                                        request.path("bits").asInt(),
                                        request.path("chance").asInt(),
                                        arm,
                                        request.path("key").asLong(),
                                        request.path("trace").asText()))));
                yield Optional.of(new Bad(
                        json.path("rollout").asText(),
                        life(json),
                        json.path("round").asInt(),
                        json.path("why").asText(),
                        json.path("from").asInt(),
                        requests));
            }
            case ASKED -> Optional.of(new Asked(life(json), questions(json.path("questions"))));
            case ASK_ALL -> Optional.of(new AskAll());
            case ASK_BAD ->
                Optional.of(new AskBad(
                        json.path("rollout").asText(),
                        life(json),
                        json.path("round").asInt(),
                        json.path("from").asInt()));
            default -> Optional.empty();
        };
    }

    /** By rollout, each a hash and a time. */
    private static List<Question> questions(JsonNode json) {
        List<Question> questions = new ArrayList<>();
        json.properties().forEach(each -> {
            for (int i = 0; i + 1 < each.getValue().size(); i += 2) {
                questions.add(new Question(
                        each.getKey(),
                        each.getValue().path(i).asLong(),
                        each.getValue().path(i + 1).asLong()));
            }
        });
        return questions;
    }

    private static Life life(JsonNode json) {
        return new Life(json.path("node").asText(), json.path("life").asText());
    }

    private static Optional<Arm> arm(JsonNode json) {
        return Arm.of(json.path("arm").asText());
    }

    private static Part part(JsonNode json) {
        Map<RoundSlice, Tally> tallies = new HashMap<>();
        json.path("tallies")
                .forEach(each -> arm(each).ifPresent(arm -> {
                    List<Long> counts = new ArrayList<>();
                    each.path("by_guardrail").forEach(count -> counts.add(count.asLong()));
                    tallies.put(
                            new RoundSlice(
                                    each.path("round").asInt(),
                                    new Slice(
                                            each.path("stage").asInt(),
                                            each.path("chance").asInt(),
                                            arm)),
                            new Tally(
                                    each.path("requests").asLong(),
                                    each.path("bad").asLong(),
                                    counts));
                }));
        Map<String, Draws> draws = new HashMap<>();
        json.path("draws")
                .forEach(each -> draws.put(
                        each.path("stay").asText(),
                        new Draws(
                                each.path("candidate").asLong(),
                                each.path("baseline").asLong())));
        return new Part(
                json.path("rollout").asText(),
                life(json),
                json.path("round").asInt(),
                json.path("why").asText(),
                new NodeEvidence.Totals(
                        tallies,
                        json.path("bad").asInt(),
                        draws,
                        models(json.path("models")),
                        names(json.path("fingerprints")),
                        times(json.path("times")),
                        scores(json.path("scores"))));
    }

    private static Map<StageArm, ScoreTally> scores(JsonNode json) {
        Map<StageArm, ScoreTally> scores = new HashMap<>();
        json.forEach(each -> arm(each).ifPresent(arm -> {
            List<LowScore> lowest = new ArrayList<>();
            each.path("lowest")
                    .forEach(low -> lowest.add(new LowScore(
                            low.path("trace").asText(), low.path("value").asDouble())));
            MeanEvidence values = new MeanEvidence(
                    each.path("count").asLong(),
                    each.path("sum").asDouble(),
                    each.path("bets").asDouble(),
                    each.path("weighted").asDouble(),
                    each.path("spread").asDouble());
            scores.put(new StageArm(each.path("entered").asText(), arm), new ScoreTally(values, lowest));
        }));
        return scores;
    }

    private static Map<Arm, AnswerTimes> times(JsonNode json) {
        Map<Arm, AnswerTimes> times = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            JsonNode theirs = json.path(arm.word());
            if (theirs.isObject()) {
                times.put(
                        arm, new AnswerTimes(latencies(theirs.path("first_content")), latencies(theirs.path("total"))));
            }
        }
        return times;
    }

    private static Latencies latencies(JsonNode json) {
        Map<Integer, Long> byBucket = new HashMap<>();
        for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
            JsonNode count = json.path(String.valueOf(bucket));
            if (count.isIntegralNumber()) {
                byBucket.put(bucket, count.longValue());
            }
        }
        return Latencies.of(byBucket);
    }

    private static Map<Arm, Map<String, Long>> models(JsonNode json) {
        Map<Arm, Map<String, Long>> models = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            Map<String, Long> counts = new HashMap<>();
            json.path(arm.word())
                    .properties()
                    .forEach(each -> counts.put(each.getKey(), each.getValue().asLong()));
            if (!counts.isEmpty()) {
                models.put(arm, counts);
            }
        }
        return models;
    }

    private static Map<Arm, List<String>> names(JsonNode json) {
        Map<Arm, List<String>> names = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            List<String> list = new ArrayList<>();
            json.path(arm.word()).forEach(name -> list.add(name.asText()));
            if (!list.isEmpty()) {
                names.put(arm, list);
            }
        }
        return names;
    }
}
