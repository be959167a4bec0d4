package dev.penstock.control;

import dev.penstock.alerts.Alert;
import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertList;
import dev.penstock.alerts.AlertNews;
import dev.penstock.alerts.AlertQuery;
import dev.penstock.alerts.Alerts;
import dev.penstock.alerts.Condition;
import dev.penstock.core.state.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One alert of node-b, in a cluster in which node-c is silent. Can be made to fail. */
final class OfferedAlerts implements Alerts {
    static final Alert ALERT = new Alert(
            "node-b.19aa3c1f0b2-1",
            Instant.parse("2026-11-21T11:59:00Z"),
            "node-b",
            new Condition(AlertKind.DRIFT, Map.of("route", "support", "metric", "refusals")),
            "route support: 9.1 % of 340 answers were refused, usual are 1.0 %",
            Map.of("window", 0.091),
            Instant.parse("2026-11-21T11:50:00Z"),
            null);

    private final List<Consumer<AlertNews>> listeners = new CopyOnWriteArrayList<>();
    private final List<AlertQuery> asked = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    /** From now on each question is a fault. */
    void fail() {
        failing = true;
    }

    void tell(AlertNews news) {
        listeners.forEach(listener -> listener.accept(news));
    }

    AlertQuery lastAsked() {
        return asked.getLast();
    }

    @Override
    public CompletionStage<AlertList> list(AlertQuery query) {
        if (failing) {
            throw new IllegalStateException("a fault of the tests");
        }
        asked.add(query);
        return CompletableFuture.completedStage(new AlertList(List.of(ALERT), List.of("node-c")));
    }

    @Override
    public Watch listen(Consumer<AlertNews> told) {
        listeners.add(told);
        return () -> listeners.remove(told);
    }
}
