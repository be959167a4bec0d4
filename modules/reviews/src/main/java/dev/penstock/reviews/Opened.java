package dev.penstock.reviews;

/** What became of an {@link Opening}. */
public sealed interface Opened {
    /** It is on disk, where the node has one. */
    record Stored(String id) implements Opened {}

    /** There is no review; {@code why} is for callers and quotes nothing. */
    record NotStored(String why) implements Opened {}
}
