package dev.penstock.core.state;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where decisions are written, and from where they spread to every node. */
public interface ControlPlane {
    /** What is in effect on this node now. Cheap: may be asked on any thread at any time. */
    ControlState state();

    /**
     * Writes a decision. Never throws, and the stage never fails: what went wrong is a verdict. A
     * {@link Command.Stopping} without a precondition is in effect on this node before the method returns or very soon
     * after, whatever the verdict.
     *
     * @param precondition of a {@link Command.Stopping}, looked at on this node in one step with the write. Of a
     *     {@link Command.Resuming}, looked at when it is proposed as the link after the {@linkplain ControlState#head
     *     newest}: it is decided there or not at all, so no other link comes between on any node
     */
    CompletionStage<Verdict> submit(Command command, ControlRecord.Author author, Precondition precondition);

    /** The same without a precondition. */
    default CompletionStage<Verdict> submit(Command command, ControlRecord.Author author) {
        return submit(command, author, new Precondition.None());
    }

    /**
     * Spreads a write that took effect again, to whoever may lack it, and tells where it is by now: what was on too few
     * disks may still be. Never throws, and the stage never fails.
     *
     * @param id of its record
     * @return accepted or uncertain; unknown where this node has no such write in effect
     */
    CompletionStage<Verdict> again(String id);

    /**
     * Lets this node serve although the journals of a majority of the voters are not in, and writes that down. Never
     * throws, and the stage never fails.
     */
    CompletionStage<Verdict> override(ControlRecord.Author author, Precondition precondition);

    /** The nodes as this one sees them. */
    ClusterView cluster();

    /**
     * What was written. Goes through the whole journal: not for every second.
     *
     * @return empty if there is no write with the query's id
     */
    CompletionStage<Optional<Audit>> audit(AuditQuery query);

    /**
     * Tells of every change from now on, in order, on a thread of the control plane's own: whoever is told must be
     * quick.
     */
    Watch watch(Consumer<StateChange> told);

    /** The write with a key of {@link ControlRecord.Request} that took effect or still may. As cheap as the state. */
    Optional<ControlRecord> written(String key);

    /** What is known of a write by its record's id. As cheap as the state. */
    WriteState writeState(String id);
}
