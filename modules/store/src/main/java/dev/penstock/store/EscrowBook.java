package dev.penstock.store;

import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.BudgetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An account with the blocks that it lives on, and what was seen of its use: decides how much to make ready and what to
 * ask for. Belongs to the store's thread, but for the account.
 */
final class EscrowBook {
    private final Instant start;
    private final EscrowAccount account;
    private final List<EscrowBlock> blocks = new ArrayList<>();
    /** Units that were ever made ready, less those that are ready: what was spent, and what is held. */
    private long used;

    private long everReady;
    /** The largest reservation that was refused and could be served with what the node has or can have. */
    private long wanted;

    private boolean closed;

    EscrowBook(BudgetPeriod period, Instant start) {
        this.start = start;
        this.account = new EscrowAccount(period, start);
    }

    Instant start() {
        return start;
    }

    EscrowAccount account() {
        return account;
    }

    List<EscrowBlock> blocks() {
        return blocks;
    }

    /** Units that this node has, ready or not. */
    private long has() {
        return account.available()
                + blocks.stream()
                        .mapToLong(block -> block.untouched() + block.rising())
                        .sum();
    }

    /**
     * Makes more units ready if few are: as many as a slice, twice what was used since this was done before, or what a
     * reservation lacked.
     *
     * @param raise is given a block and how many of its units
     */
    void makeReady(BiConsumer<EscrowBlock, Long> raise) {
        long before = used;
        used = everReady - account.available();
        wanted = Math.max(wanted, account.missed());
        long newest = blocks.isEmpty() ? 0 : blocks.getLast().units();
        long ready = Math.max(EscrowSizes.slice(newest), Math.max(2 * (used - before), wanted));
        long lacking = ready
                - account.available()
                - blocks.stream().mapToLong(EscrowBlock::rising).sum();
        for (EscrowBlock block : blocks) {
            long more = Math.min(lacking, block.untouched());
            if (more > 0) {
                lacking -= more;
                raise.accept(block, more);
            }
        }
        if (account.available() >= wanted) {
            wanted = 0;
        }
    }

    /** These units can be spent from now on. */
    void ready(long units) {
        everReady += units;
        account.add(units);
    }

    /** How many units to ask for now; 0 if none. */
    long toAskFor(BudgetState budget, int nodes) {
        long left = budget.left(start);
        long has = has();
        account.reach(has + left);
        if (wanted > has + left) {
            wanted = 0;
        }
        long block = EscrowSizes.block(budget.limit(), left, nodes);
        if (wanted > has) {
            return Math.max(block, wanted - has);
        }
        return has < EscrowSizes.lowWater(block) ? block : 0;
    }

    /**
     * Ends the use of all its blocks.
     *
     * @param note is given a block and what to write down of it before it is returned
     */
    void close(BiConsumer<EscrowBlock, EscrowNote> note) {
        long back = closed ? 0 : account.close();
        closed = true;
        // First to those that are returned anyway.
        List<EscrowBlock> open = blocks.stream()
                .filter(block -> !block.isToReturn())
                .sorted(Comparator.comparingLong(EscrowBlock::mark))
                .toList();
        for (EscrowBlock block : open) {
            long ofThis = Math.min(back, block.mark());
            back -= ofThis;
            if (ofThis + block.untouched() + block.rising() > 0) {
                note.accept(block, block.close(ofThis));
            }
        }
    }
}
