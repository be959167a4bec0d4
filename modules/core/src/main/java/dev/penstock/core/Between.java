package dev.penstock.core;

/**
 * The pauses between the pieces of a stream, in microseconds.
 *
 * @param count how many there were, at least one
 * @param p50Us half of them were at most so long; exact to an eighth
 * @param p95Us 95 of 100 were at most so long; exact to an eighth
 * @param maxUs the longest
 */
public record Between(long count, long p50Us, long p95Us, long maxUs) {}
