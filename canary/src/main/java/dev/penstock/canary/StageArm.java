package dev.penstock.canary;

/**
 * An arm in one stage of a rollout.
 *
 * @param entered the id of the record that let the rollout into the stage
 */
record StageArm(String entered, Arm arm) {}
