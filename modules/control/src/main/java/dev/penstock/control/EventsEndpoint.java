package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.alerts.AlertJson;
import dev.penstock.alerts.AlertNews;
import dev.penstock.core.state.StateChange;
import dev.penstock.core.state.Watch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/v1/events}: what changes, as server-sent events (<a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, 9.2</a>). Belongs to one event loop.
 */
final class EventsEndpoint implements AutoCloseable {
    private static final int KEPT = 1_000;
    static final int MOST_READERS = 100;
    /** A reader who has not taken this many bytes when the next event comes is dropped. */
    private static final int MOST_UNREAD = 1 << 18;

    private final Admin admin;
    private final EventRing ring;
    private final Set<HttpServerRequest> readers = new LinkedHashSet<>();
    private final Watch watch;
    private final Watch alerts;

    /** To be made on the event loop that it belongs to. */
    EventsEndpoint(Admin admin, Vertx vertx, Duration heartbeat) {
        this.admin = admin;
        this.ring = new EventRing(
                admin.config().node() + "." + Long.toHexString(admin.clock().millis()), KEPT);
        Context loop = vertx.getOrCreateContext();
        this.watch = admin.control().watch(change -> loop.runOnContext(_ -> tell(change)));
        this.alerts = admin.alerts().listen(news -> loop.runOnContext(_ -> tell(news)));
        vertx.setPeriodic(heartbeat.toMillis(), _ -> send(": still here\n\n"));
    }

    void get(RoutingContext context) {
        if (readers.size() >= MOST_READERS) {
            Problem.of(
                            503,
                            "Too many readers",
                            "This node has " + MOST_READERS + " readers of events already: ask another node.")
                    .send(context.response());
            return;
        }
        String greeting = greeting(context.request().getHeader("last-event-id"));
        HttpServerRequest reader = context.request();
        HttpServerResponse response = reader.response()
                .setChunked(true)
                .setWriteQueueMaxSize(MOST_UNREAD)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store");
        readers.add(reader);
        response.closeHandler(_ -> readers.remove(reader)).exceptionHandler(_ -> readers.remove(reader));
        response.write(greeting);
    }

    private String greeting(@Nullable String lastId) {
        ObjectNode now = Json.object().put("revision", admin.control().state().revision());
        if (lastId == null) {
            return text("start", ring.head(), now.toString());
        }
        Optional<List<EventRing.Event>> missed = ring.after(lastId);
        if (missed.isEmpty()) {
            now.put("detail", "What came after this last-event-id is not known here: read the state anew.");
            return text("reset", ring.head(), now.toString());
        }
        StringBuilder texts = new StringBuilder(": resumed\n\n");
        missed.get().forEach(event -> texts.append(text(event.name(), event.id(), event.data())));
        return texts.toString();
    }

    private void tell(StateChange change) {
        change.effects().forEach(record -> {
            ObjectNode data = Recorded.of(record).put("revision", change.state().revision());
            tell("state", data);
        });
    }

    private void tell(AlertNews news) {
        tell("alert", AlertJson.of(news.alert()).put("news", news.word()));
    }

    private void tell(String name, ObjectNode data) {
        EventRing.Event event = ring.add(name, data.toString());
        send(text(event.name(), event.id(), event.data()));
    }

    private void send(String text) {
        for (HttpServerRequest reader : List.copyOf(readers)) {
            if (reader.response().writeQueueFull()) {
                readers.remove(reader);
                reader.connection().close();
            } else {
                reader.response().write(text);
            }
        }
    }

    private static String text(String event, String id, String data) {
        return "event: " + event + "\nid: " + id + "\ndata: " + data + "\n\n";
    }

    /** Tells nobody any more. */
    @Override
    public void close() {
        watch.close();
        alerts.close();
        List.copyOf(readers).forEach(reader -> reader.response().end());
        readers.clear();
    }
}
