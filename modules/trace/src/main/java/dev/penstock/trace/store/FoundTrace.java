package dev.penstock.trace.store;

/**
 * A trace that was found.
 *
 * @param story the whole story as a line of JSON; nothing where what is stored cannot be read
 */
public record FoundTrace(Place place, byte[] story) {}
