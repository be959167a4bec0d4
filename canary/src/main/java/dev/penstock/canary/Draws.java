package dev.penstock.canary;

/** How many sticky keys a node has seen drawn to each side, each key once while a rollout stays in its stage. */
public record Draws(long candidate, long baseline) {
    static final Draws NONE = new Draws(0, 0);

    Draws with(Arm arm) {
        return arm == Arm.CANDIDATE ? new Draws(candidate + 1, baseline) : new Draws(candidate, baseline + 1);
    }

    /** Whichever was told later. */
    Draws newer(Draws other) {
        return candidate + baseline >= other.candidate + other.baseline ? this : other;
    }
}
