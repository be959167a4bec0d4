package dev.penstock.canary;

/**
 * Requests that are counted together.
 *
 * @param stage the number of the stage in which they were drawn
 * @param chance the candidate's share then, in millionths
 */
public record Slice(int stage, int chance, Arm arm) {}
