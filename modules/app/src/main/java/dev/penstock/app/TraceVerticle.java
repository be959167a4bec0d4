package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.state.ClusterView;
import dev.penstock.trace.store.FeedbackDesk;
import dev.penstock.trace.store.FoundTrace;
import dev.penstock.trace.store.KeptText;
import dev.penstock.trace.store.Place;
import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceReader.Answer;
import dev.penstock.trace.store.TraceSearch;
import dev.penstock.trace.store.TraceTexts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the traces of this node, and asks the other nodes for theirs. One on every node of a cluster. */
final class TraceVerticle extends VerticleBase implements TraceSearch, TraceTexts, FeedbackDesk {
    private static final String ADDRESS = "penstock.traces.";
    private static final String TYPE = "penstock.traces.v1";
    private static final Logger LOG = LoggerFactory.getLogger(TraceVerticle.class);
    /** How long other nodes may take: their disks may be slow. */
    private static final long ANSWER_MS = 2_000;

    private final String node;
    private final TraceSearch own;
    private final TraceTexts texts;
    private final FeedbackDesk desk;
    private final Supplier<ClusterView> cluster;

    /**
     * @param node this node's name, which no other has
     * @param own the traces that this node can read
     * @param texts what was said in requests, where this node keeps that
     * @param desk takes what is said of them
     * @param cluster the nodes as this one sees them
     */
    TraceVerticle(String node, TraceSearch own, TraceTexts texts, FeedbackDesk desk, Supplier<ClusterView> cluster) {
        this.node = node;
        this.own = own;
        this.texts = texts;
        this.desk = desk;
        this.cluster = cluster;
    }

    @Override
    public Future<?> start() {
        return vertx.eventBus()
                .<JsonObject>consumer(ADDRESS + node, this::asked)
                .completion();
    }

    private void asked(Message<JsonObject> message) {
        JsonObject question = message.body();
        if (!TYPE.equals(question.getString("type"))) {
            message.fail(400, "a question of a newer version");
            return;
        }
        CompletionStage<JsonObject> answer;
        if (question.containsKey("find")) {
            answer = own.find(question.getString("find")).thenApply(TraceVerticle::json);
        } else if (question.containsKey("text")) {
            answer = texts.text(question.getString("text")).thenApply(TraceVerticle::json);
        } else if (question.containsKey("feedback")) {
            answer = desk.give(FeedbackMessages.given(question.getJsonObject("feedback")))
                    .thenApply(FeedbackMessages::json);
        } else {
            answer = own.list(TraceQuery.read(parameters(question.getJsonObject("list"))))
                    .thenApply(TraceVerticle::json);
        }
        Future.fromCompletionStage(answer, context).onSuccess(message::reply).onFailure(fault -> {
            LOG.error("a question about traces could not be answered", fault);
            message.fail(500, "a fault of the node that was asked");
        });
    }

    private static Map<String, String> parameters(JsonObject json) {
        Map<String, String> parameters = new TreeMap<>();
        json.forEach(entry -> parameters.put(entry.getKey(), String.valueOf(entry.getValue())));
        return parameters;
    }

    private static JsonObject json(Found found) {
        return switch (found) {
            case Found.Here(byte[] story) -> new JsonObject().put("story", new String(story, UTF_8));
            case Found.Unknown() -> new JsonObject();
            case Found.Away(String node) -> new JsonObject().put("away", node);
            case Found.NotRead(String why) -> new JsonObject().put("not_read", why);
        };
    }

    private static Found found(JsonObject json) {
        if (json.containsKey("story")) {
            return new Found.Here(json.getString("story").getBytes(UTF_8));
        }
        return json.containsKey("not_read") ? new Found.NotRead(json.getString("not_read")) : new Found.Unknown();
    }

    private static JsonObject json(Listed listed) {
        JsonArray traces = new JsonArray();
        listed.traces()
                .forEach(found -> traces.add(new JsonObject()
                        .put("number", found.place().number())
                        .put("id", found.place().id())
                        .put("story", new String(found.story(), UTF_8))));
        return new JsonObject()
                .put("traces", traces)
                .put("more", listed.next() != null)
                .put("silent", new JsonArray(listed.silent()));
    }

    private static Listed listed(JsonObject json) {
        List<FoundTrace> traces = new ArrayList<>();
        for (Object each : json.getJsonArray("traces")) {
            JsonObject trace = (JsonObject) each;
            traces.add(new FoundTrace(
                    new Place(trace.getLong("number"), trace.getString("id")),
                    trace.getString("story").getBytes(UTF_8)));
        }
        List<String> silent =
                json.getJsonArray("silent").stream().map(String::valueOf).toList();
        return new Listed(
                traces, silent, json.getBoolean("more") ? traces.getLast().place() : null);
    }

    /** A trace's id begins with the name of its node. */
    @Override
    public CompletionStage<Found> find(String id) {
        String keeper = keeper(id);
        if (keeper.equals(node)) {
            return own.find(id);
        }
        return ask(keeper, new JsonObject().put("find", id))
                .map(answer -> answer.map(TraceVerticle::found).orElseGet(() -> new Found.Away(keeper)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Answer<Optional<KeptText>>> text(String id) {
        String keeper = keeper(id);
        return keeper.equals(node)
                ? texts.text(id)
                : ask(keeper, new JsonObject().put("text", id))
                        .map(answer -> answer.map(TraceVerticle::text)
                                .orElseGet(() -> new Answer.NotRead<>("Node '" + keeper + "' does not answer.")))
                        .toCompletionStage();
    }

    private static JsonObject json(Answer<Optional<KeptText>> answer) {
        return switch (answer) {
            case Answer.NotRead<Optional<KeptText>>(String why) -> new JsonObject().put("not_read", why);
            case Answer.Read<Optional<KeptText>>(Optional<KeptText> kept) ->
                kept.map(text -> new JsonObject()
                                .put("request", text.request())
                                .put("answer", text.answer())
                                .put("until", text.until().toString()))
                        .orElseGet(JsonObject::new);
        };
    }

    private static Answer<Optional<KeptText>> text(JsonObject json) {
        if (json.containsKey("not_read")) {
            return new Answer.NotRead<>(json.getString("not_read"));
        }
        return new Answer.Read<>(
                json.containsKey("until")
                        ? Optional.of(new KeptText(
                                json.getString("request"),
                                json.getString("answer"),
                                Instant.parse(json.getString("until"))))
                        : Optional.empty());
    }

    /** The node that has a trace; this one for ids of no other. */
    private String keeper(String id) {
        String keeper = id.substring(0, Math.max(0, id.lastIndexOf('-')));
        return nodes().contains(keeper) ? keeper : node;
    }

    @Override
    public CompletionStage<Taken> give(Given given) {
        String trace = given.trace();
        if (trace != null) {
            return give(given, keeper(trace));
        }
        // This node's own answers are looked for with patience, because they may not be stored yet.
        TraceQuery query = TraceQuery.read(Map.of("answer", String.valueOf(given.answer()), "limit", "1"));
        return list(query).thenCompose(found -> {
            if (found.traces().isEmpty()) {
                return desk.give(given);
            }
            String id = found.traces().getFirst().place().id();
            return give(given.of(id), keeper(id));
        });
    }

    private CompletionStage<Taken> give(Given given, String keeper) {
        return keeper.equals(node)
                ? desk.give(given)
                : ask(keeper, new JsonObject().put("feedback", FeedbackMessages.json(given)))
                        .map(answer -> answer.map(FeedbackMessages::taken).orElseGet(() -> new Taken.Away(keeper)))
                        .toCompletionStage();
    }

    @Override
    public CompletionStage<Listed> list(TraceQuery query) {
        JsonObject parameters = new JsonObject();
        query.parameters().forEach(parameters::put);
        List<CompletableFuture<Listed>> parts = new ArrayList<>();
        for (String other : nodes()) {
            CompletionStage<Listed> part = other.equals(node)
                    ? own.list(query)
                    : ask(other, new JsonObject().put("list", parameters))
                            .map(answer -> answer.map(TraceVerticle::listed)
                                    .orElseGet(() -> new Listed(List.of(), List.of(other), null)))
                            .toCompletionStage();
            parts.add(part.toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        together(parts.stream().map(CompletableFuture::join).toList(), query.limit()));
    }

    static Listed together(List<Listed> parts, int limit) {
        List<FoundTrace> all = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        boolean more = false;
        for (Listed part : parts) {
            all.addAll(part.traces());
            silent.addAll(part.silent());
            more |= part.next() != null;
        }
        all.sort(Comparator.comparing(FoundTrace::place).reversed());
        List<FoundTrace> page = all.subList(0, Math.min(limit, all.size()));
        return new Listed(
                page, silent, more || all.size() > limit ? page.getLast().place() : null);
    }

    /** Those that are there, and those that should be. */
    private Set<String> nodes() {
        ClusterView view = cluster.get();
        Set<String> nodes = new TreeSet<>(view.voters());
        view.members().forEach(member -> nodes.add(member.node()));
        nodes.add(node);
        return nodes;
    }

    /** Empty if it does not answer. */
    private Future<Optional<JsonObject>> ask(String other, JsonObject question) {
        return vertx.eventBus()
                .<JsonObject>request(
                        ADDRESS + other, question.put("type", TYPE), new DeliveryOptions().setSendTimeout(ANSWER_MS))
                .map(reply -> Optional.of(reply.body()))
                .otherwise(cause -> {
                    LOG.debug("node {} did not answer about traces", other, cause);
                    return Optional.empty();
                });
    }
}
