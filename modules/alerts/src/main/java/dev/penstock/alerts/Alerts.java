package dev.penstock.alerts;

import dev.penstock.core.state.Watch;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The alerts of the cluster. */
public interface Alerts {
    /** Those of all nodes that answer within a second. The stage never fails. */
    CompletionStage<AlertList> list(AlertQuery query);

    /** Tells of every alert that a node raises or clears from now on, on an event loop. */
    Watch listen(Consumer<AlertNews> told);
}
