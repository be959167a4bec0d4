package dev.penstock.healing;

/**
 * How a target is told what was wrong with its answer.
 *
 * @param most how often, from 0
 * @param narrow whether it is then asked without the turns before the user's last one
 */
public record Corrections(int most, boolean narrow) {}
