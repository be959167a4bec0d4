package dev.penstock.killswitch;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kills and lifts for tests, in the order in which a single node would write them. */
final class Written {
    private final List<ControlRecord> records = new ArrayList<>();
    private @Nullable String head;

    Written kill(KillScope scope, String key) {
        return kill(scope, key, null, null, InFlight.DRAIN);
    }

    Written kill(
            KillScope scope, String key, @Nullable String publicReason, @Nullable Instant expires, InFlight inFlight) {
        return add(new Entry.Said(new Command.Kill(scope, key, publicReason, expires, inFlight)), List.of());
    }

    /** Lifts the record of a number, from 1. */
    Written lift(int record) {
        List<String> before = head == null ? List.of() : List.of(head);
        add(new Entry.Said(new Command.Lift(List.of("r" + record))), before);
        head = "r" + records.size();
        return add(new Entry.Commit(head, List.of(new Vote("a", "j", ""))), List.of());
    }

    private Written add(Entry entry, List<String> parents) {
        int number = records.size() + 1;
        records.add(new ControlRecord(
                "r" + number,
                number,
                Instant.EPOCH,
                "a",
                new Author("ann", "leaks\nour secret plans", "ci", null),
                parents,
                entry));
        return this;
    }

    ControlState state() {
        return Fold.of(records);
    }

    List<ActiveKill> active() {
        return List.copyOf(state().kills().values());
    }
}
