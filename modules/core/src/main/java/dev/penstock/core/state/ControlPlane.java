package dev.penstock.core.state;

import java.util.concurrent.CompletionStage;

/** Where decisions are written, and from where they spread to every node. */
public interface ControlPlane {
    /** What is in effect on this node now. Cheap: may be asked on any thread at any time. */
    ControlState state();

    /**
     * Writes a decision. Never throws, and the stage never fails: what went wrong is a verdict. A
     * {@link Command.Stopping} is in effect on this node before the method returns or very soon after, whatever the
     * verdict.
     */
    CompletionStage<Verdict> submit(Command command, ControlRecord.Author author);

    /**
     * Lets this node serve although the journals of a majority of the voters are not in, and writes that down. Never
     * throws, and the stage never fails.
     */
    CompletionStage<Verdict> override(ControlRecord.Author author);

    /** The nodes as this one sees them. */
    ClusterView cluster();
}
