package dev.penstock.store;

import org.jspecify.annotations.Nullable;

/**
 * A block of a budget that this node holds. What is below its mark may have been spent before a crash; what is above is
 * untouched, and may be spent once the mark is above it on disk. Belongs to the store's thread.
 */
final class EscrowBlock {
    private final String grant;
    private final long units;
    /** On disk. */
    private long mark;
    /** On its way to the disk, or there. */
    private long asked;

    private @Nullable Long unspent;
    private boolean closed;

    /** A block as its note says that it is. */
    EscrowBlock(String grant, long units, EscrowNote note) {
        this.grant = grant;
        this.units = units;
        this.mark = note.mark();
        this.asked = mark;
        this.unspent = note.unspent();
        this.closed = unspent != null;
    }

    /** The id of the record that granted it. */
    String grant() {
        return grant;
    }

    long units() {
        return units;
    }

    /** Units above the mark, and not on their way below it. */
    long untouched() {
        return unspent == null ? units - asked : 0;
    }

    /** Units that are on their way below the mark. */
    long rising() {
        return asked - mark;
    }

    /** Moves so many units below the mark; what to write down first. */
    EscrowNote raise(long more) {
        asked += more;
        return new EscrowNote(asked, null);
    }

    /** It is on disk. */
    void raised(long more) {
        mark += more;
    }

    /** It is not known whether it is on disk. */
    void notRaised(long more) {
        asked -= more;
    }

    /** Ends its use. Of the units below the mark so many were not spent; what to write down before it is returned. */
    EscrowNote close(long backBelowMark) {
        long back = units - mark + backBelowMark;
        unspent = back;
        return new EscrowNote(units, back);
    }

    /** It is on disk that it is no longer in use. */
    void closed() {
        closed = true;
    }

    /** Units below the mark. */
    long mark() {
        return mark;
    }

    /** Whether something of it will be returned. */
    boolean isToReturn() {
        return unspent != null && unspent > 0;
    }

    /** What can be returned now; 0 if there is nothing, or it is not on disk that the block is no longer in use. */
    long returnable() {
        return closed && unspent != null ? unspent : 0;
    }
}
