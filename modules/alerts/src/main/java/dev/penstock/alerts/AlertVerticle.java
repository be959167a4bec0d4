package dev.penstock.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Watch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks once a second what is wrong, tells what is new, answers for the alerts of this node and asks the other nodes for
 * theirs. One on every node.
 */
public final class AlertVerticle extends VerticleBase implements Alerts {
    /** Where a node is asked on the event bus: this and its name. */
    public static final String ASKED = "penstock.alerts.of.";
    /** Where nodes tell what holds, and what is new. */
    public static final String TOLD = "penstock.alerts.told";

    private static final Logger LOG = LoggerFactory.getLogger("penstock.alerts");
    private static final String TYPE = "penstock.alerts.v1";
    private static final long PERIOD_MS = 1_000;
    /** How long other nodes may take for a list. */
    private static final long LIST_MS = 1_000;

    private final String node;
    private final AlertBook book;
    private final List<AlertSource> sources;
    private final Supplier<ClusterView> cluster;
    private final InstantSource clock;
    private final List<Consumer<AlertNews>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param node this node's name, which no other has
     * @param cluster the nodes as this one sees them
     * @param clock the time of day
     */
    public AlertVerticle(
            String node,
            AlertBook book,
            List<AlertSource> sources,
            Supplier<ClusterView> cluster,
            InstantSource clock) {
        this.node = node;
        this.book = book;
        this.sources = List.copyOf(sources);
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(PERIOD_MS, _ -> look());
        return Future.join(
                vertx.eventBus().<String>consumer(ASKED + node, this::asked).completion(),
                vertx.eventBus()
                        .<String>consumer(TOLD, message -> hear(message.body()))
                        .completion());
    }

    private void look() {
        Instant now = clock.instant();
        List<Finding> findings = new ArrayList<>();
        for (AlertSource source : sources) {
            try {
                findings.addAll(source.findings(now));
            } catch (RuntimeException bug) {
                LOG.error("a fault in Penstock: what is wrong cannot be told in full", bug);
            }
        }
        List<AlertNews> news = book.look(findings, now);
        news.forEach(this::tell);
        ObjectNode report = AlertJson.object().put("type", TYPE).put("node", node);
        report.set("standing", AlertJson.conditions(book.conditions()));
        report.set("news", AlertJson.of(news.stream().map(AlertNews::alert).toList()));
        vertx.eventBus().publish(TOLD, report.toString());
    }

    private void tell(AlertNews news) {
        if (news.alert().node().equals(node)) {
            LOG.warn("alert {}: {}", news.word(), news.alert().text());
        }
        listeners.forEach(listener -> listener.accept(news));
    }

    private void hear(String text) {
        JsonNode report = AlertJson.read(text);
        String from = report.path("node").asText();
        if (!report.path("type").asText().equals(TYPE) || from.equals(node)) {
            return;
        }
        book.hear(from, Set.copyOf(AlertJson.conditions(report.path("standing"))), clock.instant());
        AlertJson.alerts(report.path("news")).forEach(alert -> tell(new AlertNews(alert)));
    }

    private void asked(Message<String> message) {
        JsonNode question = AlertJson.read(message.body());
        if (!question.path("type").asText().equals(TYPE)) {
            message.fail(400, "a question of a newer version");
            return;
        }
        message.reply(AlertJson.of(book.list(query(question))).toString());
    }

    private static ObjectNode of(AlertQuery query) {
        ObjectNode json = AlertJson.object().put("type", TYPE).put("limit", query.limit());
        if (query.standing() != null) {
            json.put("standing", query.standing());
        }
        if (query.kind() != null) {
            json.put("kind", query.kind().word());
        }
        if (query.route() != null) {
            json.put("route", query.route());
        }
        return json;
    }

    private static AlertQuery query(JsonNode json) {
        JsonNode standing = json.path("standing");
        @Nullable AlertKind kind = AlertKind.of(json.path("kind").asText()).orElse(null);
        JsonNode route = json.path("route");
        return new AlertQuery(
                standing.isBoolean() ? Boolean.valueOf(standing.asBoolean()) : null,
                kind,
                route.isTextual() ? route.asText() : null,
                json.path("limit").asInt());
    }

    @Override
    public Watch listen(Consumer<AlertNews> told) {
        listeners.add(told);
        return () -> listeners.remove(told);
    }

    @Override
    public CompletionStage<AlertList> list(AlertQuery query) {
        Map<String, Future<List<Alert>>> parts = new LinkedHashMap<>();
        String question = of(query).toString();
        for (String other : nodes()) {
            parts.put(
                    other,
                    other.equals(node)
                            ? Future.succeededFuture(book.list(query))
                            : vertx.eventBus()
                                    .<String>request(
                                            ASKED + other, question, new DeliveryOptions().setSendTimeout(LIST_MS))
                                    .map(reply -> AlertJson.alerts(AlertJson.read(reply.body()))));
        }
        return Future.join(List.copyOf(parts.values()))
                .transform(_ -> Future.succeededFuture(listed(parts, query.limit())))
                .toCompletionStage();
    }

    private static AlertList listed(Map<String, Future<List<Alert>>> parts, int limit) {
        List<String> silent = new ArrayList<>();
        List<Alert> all = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (part.succeeded()) {
                all.addAll(part.result());
            } else {
                LOG.debug("node {} did not answer about alerts", name, part.cause());
                silent.add(name);
            }
        });
        all.sort(AlertBook.NEWEST_FIRST);
        return new AlertList(all.subList(0, Math.min(limit, all.size())), silent);
    }

    /** Those that are there, and those that should be. */
    private Set<String> nodes() {
        ClusterView view = cluster.get();
        Set<String> nodes = new TreeSet<>(view.voters());
        view.members().forEach(member -> nodes.add(member.node()));
        nodes.add(node);
        return nodes;
    }
}
