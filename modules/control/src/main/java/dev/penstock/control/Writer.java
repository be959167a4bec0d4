package dev.penstock.control;

import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Precondition;

/** Who writes, and on top of what. */
record Writer(Author author, Precondition precondition) {
    /** Somebody who expects nothing. */
    Writer(Author author) {
        this(author, new Precondition.None());
    }

    /** The same write as another author. */
    Writer as(Author other) {
        return new Writer(other, precondition);
    }

    /** The second of two writes that were asked for as one, after the record of the first. */
    Writer after(String first) {
        return new Writer(author, precondition.after(first));
    }
}
