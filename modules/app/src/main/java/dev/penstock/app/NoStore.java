package dev.penstock.app;

import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The control plane of a node that has nowhere to write: its files decide, and nothing else. */
final class NoStore implements ControlPlane {
    private final String node;

    NoStore(String node) {
        this.node = node;
    }

    @Override
    public ControlState state() {
        return ControlState.EMPTY;
    }

    @Override
    public CompletionStage<Verdict> submit(Command command, ControlRecord.Author author) {
        return CompletableFuture.completedStage(new Verdict.Refused(
                new Objection(Objection.Kind.CONFLICT, "node", "This node has nowhere to write decisions.")));
    }

    @Override
    public ClusterView cluster() {
        return new ClusterView(node, List.of(), List.of());
    }
}
