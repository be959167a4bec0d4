package dev.penstock.core.state;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records for tests, in the order in which a single node would write them. */
final class Written {
    private static final Author ANN = new Author("ann", "why");

    private final List<ControlRecord> records = new ArrayList<>();
    private String head = Fold.START;

    List<ControlRecord> records() {
        return records;
    }

    ControlState state() {
        return Fold.of(records);
    }

    /** A write that needs no majority; its id. */
    String stopping(Command.Stopping command) {
        return add(new Entry.Said(command), List.of());
    }

    /** A write with its commit; its id. */
    String resuming(Command.Resuming command) {
        return resuming(command, ANN);
    }

    String resuming(Command.Resuming command, Author author) {
        String proposal = proposed(command, author);
        commit(proposal);
        head = proposal;
        return proposal;
    }

    /** As if the chain ended earlier: what comes next is a rival of what came after that link. */
    void backTo(String link) {
        head = link;
    }

    String proposed(Command.Resuming command) {
        return proposed(command, ANN);
    }

    private String proposed(Command.Resuming command, Author author) {
        return add(author, new Entry.Said(command), head.equals(Fold.START) ? List.of() : List.of(head));
    }

    void commit(String proposal) {
        add(new Entry.Commit(proposal, List.of(new Vote("a", "j1", ""), new Vote("b", "j2", ""))), List.of(proposal));
    }

    void unknown(String kind) {
        add(new Entry.Unknown(kind), List.of());
    }

    private String add(Entry entry, List<String> parents) {
        return add(ANN, entry, parents);
    }

    private String add(Author author, Entry entry, List<String> parents) {
        int number = records.size() + 1;
        String id = id(number);
        records.add(new ControlRecord(id, number, Instant.EPOCH.plusSeconds(number), "a", author, parents, entry));
        return id;
    }

    /** The id of the first record, the second and so on. */
    static String id(int number) {
        return Sha256.hex("r" + number);
    }

    static Command.Kill kill(KillScope scope, String key) {
        return new Command.Kill(scope, key, null, null, InFlight.DRAIN);
    }

    /** A release of a route that calls one model. */
    static ReleaseContent content(String route, String model) {
        return new ReleaseContent(
                new Route(
                        route,
                        "purpose",
                        List.of("t"),
                        null,
                        null,
                        Sampling.CALLERS,
                        Deadlines.DEFAULT,
                        null,
                        null,
                        null,
                        RouterPolicy.FIXED),
                List.of(new Target("t", "p", model, null, 100, null)),
                null,
                null);
    }
}
