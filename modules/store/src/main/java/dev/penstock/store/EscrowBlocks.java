package dev.penstock.store;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's blocks of all budgets. Some times a second it looks at what was used, makes more of its blocks ready, and
 * asks for the next block before the last one is used up.
 *
 * <p>What keeps a budget is the order of three things. A unit is spent only after a {@linkplain EscrowNote note} on
 * this node's disk says that it may be; a block is returned only after a note says how much of it, and that no more is
 * spent; and a note is removed only when the record by which the block is no longer outstanding is on disk. So a node
 * that comes back after a crash knows the least that it may still spend, and says the same of what it was returning.
 *
 * <p>Reservations come on any thread, all else belongs to the store's.
 */
public final class EscrowBlocks implements Escrow {
    private static final Logger LOG = LoggerFactory.getLogger(EscrowBlocks.class);
    private static final Author SELF = new Author("penstock", "escrow");
    private static final Duration TICK = Duration.ofMillis(100);
    /** After a write that was not accepted. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** A period's first block is asked for so long before it begins. */
    private static final Duration AHEAD = Duration.ofSeconds(30);
    /** How long {@link #drain} takes at most. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private final ControlStore store;
    private final Loop loop;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Map<Instant, EscrowBook>> books = new HashMap<>();
    private final Map<String, EscrowBlock> blocks = new HashMap<>();
    /** The journal's notes of earlier lives, until their blocks are found. */
    private final Map<String, EscrowNote> notes = new HashMap<>();
    /** What reservations are taken from, by budget. */
    private volatile Map<String, List<EscrowAccount>> accounts = Map.of();

    private volatile boolean stopping;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private SortedMap<String, BudgetState> seen = new TreeMap<>();
    private boolean writing;
    private long notBefore;

    EscrowBlocks(ControlStore store, Loop loop, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.loop = loop;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
        store.journal().notes().forEach((key, value) -> {
            if (EscrowNote.isKey(key)) {
                notes.put(EscrowNote.grant(key), EscrowNote.of(value));
            }
        });
    }

    void start() {
        loop.after(TICK, this::tick);
    }

    @Override
    public Reserved reserve(String budget, long units) {
        if (units < 0) {
            throw new IllegalArgumentException("units is " + units + ", expected 0 or more");
        }
        if (stopping) {
            return new Lacking(Why.STOPPING);
        }
        List<EscrowAccount> ofBudget = accounts.get(budget);
        if (ofBudget == null) {
            return new Lacking(store.state().budgets().containsKey(budget) ? Why.NOT_YET : Why.UNKNOWN_BUDGET);
        }
        long now = clock.millis();
        for (int i = 0; i < ofBudget.size(); i++) {
            EscrowAccount account = ofBudget.get(i);
            if (account.covers(now)) {
                return account.reserve(units);
            }
        }
        return new Lacking(Why.NOT_YET);
    }

    @Override
    public void settle(Hold hold, long spent) {
        ((EscrowAccount.Hold) hold).settle(spent);
    }

    /**
     * Reserves nothing more and returns what is not spent, for this node stops. What is held counts as spent. Completes
     * when all is returned, or after 5 seconds: what is not returned then counts as spent until this node is started
     * again with the same journal, which returns it.
     */
    public CompletionStage<Void> drain() {
        stopping = true;
        loop.after(DRAIN_LIMIT, () -> drained.complete(null));
        return drained;
    }

    /** Ends the use of all blocks, of those too that were asked for and came only now. */
    private void closeAll() {
        long now = clock.millis();
        books.values().stream()
                .flatMap(ofBudget -> ofBudget.values().stream())
                .filter(book -> !book.account().isOver(now))
                .forEach(book -> book.close((block, note) -> note(block, note)
                        .whenCompleteAsync(
                                (_, failure) -> {
                                    if (failure == null) {
                                        block.closed();
                                    } else {
                                        LOG.error("block {} is not returned: its note is not on disk", block.grant());
                                    }
                                },
                                loop)));
    }

    private CompletionStage<Void> note(EscrowBlock block, EscrowNote note) {
        return store.journal().note(EscrowNote.key(block.grant()), note.bytes());
    }

    private void tick() {
        boolean draining = stopping;
        adopt();
        if (draining) {
            closeAll();
        } else {
            openBooks();
            makeReady();
        }
        if (!writing && nanoTime.getAsLong() - notBefore >= 0 && store.isReadyToWrite()) {
            next().ifPresent(this::write);
        }
        if (draining && !writing && blocks.values().stream().noneMatch(EscrowBlock::isToReturn)) {
            drained.complete(null);
        }
        loop.after(TICK, this::tick);
    }

    /** Takes in the blocks that this node was granted, and forgets those that are no longer outstanding. */
    private void adopt() {
        Map<String, BudgetState> budgets = store.state().budgets();
        if (budgets.equals(seen)) {
            return;
        }
        seen = new TreeMap<>(budgets);
        Set<String> outstanding = new HashSet<>();
        seen.values()
                .forEach(budget -> budget.uses()
                        .forEach((start, use) -> new TreeMap<>(use.blocks()).forEach((grant, block) -> {
                            if (block.node().equals(store.node())
                                    && block.journal().equals(store.journal().identity())) {
                                outstanding.add(grant);
                                if (!blocks.containsKey(grant)) {
                                    adopt(grant, block.units(), book(budget, start));
                                }
                            }
                        })));
        forget(outstanding);
    }

    private void adopt(String grant, long units, EscrowBook book) {
        EscrowNote note = Optional.ofNullable(notes.remove(grant)).orElse(EscrowNote.NONE);
        EscrowBlock block = new EscrowBlock(grant, units, note);
        blocks.put(grant, block);
        book.blocks().add(block);
    }

    /** The records by which they are gone were given to the journal before: its notes go after them. */
    private void forget(Set<String> outstanding) {
        List<String> gone = new ArrayList<>(notes.keySet());
        gone.addAll(blocks.keySet());
        gone.removeAll(outstanding);
        for (String grant : gone) {
            notes.remove(grant);
            blocks.remove(grant);
            store.journal().note(EscrowNote.key(grant), null);
        }
        books.values()
                .forEach(ofBudget -> ofBudget.values()
                        .forEach(book -> book.blocks().removeIf(block -> !outstanding.contains(block.grant()))));
    }

    /** Has a book for each period that can be spent now or soon, and none for those that are over. */
    private void openBooks() {
        Instant now = clock.instant();
        long nowMs = now.toEpochMilli();
        seen.values().forEach(budget -> periods(budget, now).forEach(start -> book(budget, start)));
        boolean fewer = false;
        for (Map<Instant, EscrowBook> ofBudget : books.values()) {
            fewer |= ofBudget.values()
                    .removeIf(book ->
                            book.account().isOver(nowMs) && book.blocks().isEmpty());
        }
        if (fewer) {
            publish();
        }
    }

    /** The starts of the periods that a budget can be spent in now or soon. */
    private static List<Instant> periods(BudgetState budget, Instant now) {
        Instant present = budget.period().start(now);
        Instant soon = budget.period().start(now.plus(AHEAD));
        return present.equals(soon) ? List.of(present) : List.of(present, soon);
    }

    private void makeReady() {
        long now = clock.millis();
        for (Map<Instant, EscrowBook> ofBudget : books.values()) {
            for (EscrowBook book : ofBudget.values()) {
                if (!book.account().isOver(now)) {
                    book.makeReady((block, more) -> raise(book, block, more));
                }
            }
        }
    }

    private EscrowBook book(BudgetState budget, Instant start) {
        Map<Instant, EscrowBook> ofBudget =
                books.computeIfAbsent(budget.budget(), _ -> new TreeMap<>(Comparator.reverseOrder()));
        EscrowBook there = ofBudget.get(start);
        if (there != null) {
            return there;
        }
        EscrowBook made = new EscrowBook(budget.period(), start);
        ofBudget.put(start, made);
        publish();
        return made;
    }

    private void publish() {
        Map<String, List<EscrowAccount>> all = new HashMap<>();
        books.forEach((budget, ofBudget) -> all.put(
                budget, ofBudget.values().stream().map(EscrowBook::account).toList()));
        accounts = Map.copyOf(all);
    }

    private void raise(EscrowBook book, EscrowBlock block, long more) {
        note(block, block.raise(more))
                .whenCompleteAsync(
                        (_, failure) -> {
                            if (failure == null) {
                                block.raised(more);
                                book.ready(more);
                            } else {
                                block.notRaised(more);
                            }
                        },
                        loop);
    }

    /** What to write next: what is to be returned, then what is lacking. */
    private Optional<Command.Resuming> next() {
        return giveBack().or(this::ask);
    }

    private Optional<Command.Resuming> giveBack() {
        for (Map.Entry<String, BudgetState> budget : seen.entrySet()) {
            for (EscrowBook book : books.getOrDefault(budget.getKey(), Map.of()).values()) {
                for (EscrowBlock block : book.blocks()) {
                    if (block.returnable() > 0) {
                        return Optional.of(new Command.ReturnBlock(
                                budget.getKey(),
                                block.grant(),
                                store.node(),
                                store.journal().identity(),
                                block.returnable()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Command.Resuming> ask() {
        if (stopping) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        int nodes = 1 + store.peers().others().size();
        for (BudgetState budget : seen.values()) {
            for (Instant start : periods(budget, now)) {
                long units = book(budget, start).toAskFor(budget, nodes);
                if (units > 0) {
                    return Optional.of(new Command.GrantBlock(
                            budget.budget(),
                            start,
                            store.node(),
                            store.journal().identity(),
                            units));
                }
            }
        }
        return Optional.empty();
    }

    /** What comes of it is seen in the state, whoever brought it there. */
    private void write(Command.Resuming command) {
        writing = true;
        store.write(command, SELF)
                .whenCompleteAsync(
                        (verdict, _) -> {
                            writing = false;
                            if (!(verdict instanceof Verdict.Accepted)) {
                                LOG.debug("{}: {}", command, verdict);
                                notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
                            }
                        },
                        loop);
    }
}
