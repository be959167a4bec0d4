package dev.penstock.store;

import dev.penstock.core.state.Checkpoint;
import java.util.List;

/**
 * Records that a node holds in short only: they are in its journal, and nothing in memory but what they have come to.
 *
 * @param checkpoint what they have come to
 * @param end the end of the journal's part that it is about
 * @param digest of those that the checkpoint has
 * @param held those that are held nevertheless, for the checkpoint names them or somebody may repeat them
 */
record Archive(Checkpoint checkpoint, Journal.Tip end, Digest digest, List<StoredRecord> held) {
    /** No record. */
    static final Archive EMPTY = new Archive(Checkpoint.START, Journal.Tip.START, new Digest(), List.of());

    Archive {
        held = List.copyOf(held);
    }
}
