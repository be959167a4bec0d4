package dev.penstock.canary;

/**
 * A score that is among the lowest of the candidate's.
 *
 * @param trace of the request whose answer got it
 * @param value from 0 to 1
 */
public record LowScore(String trace, double value) {}
