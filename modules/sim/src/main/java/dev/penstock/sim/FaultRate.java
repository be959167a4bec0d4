package dev.penstock.sim;

/**
 * A fault that hits a share of all attempts.
 *
 * @param fault what happens
 * @param share how often, 0 to 1
 * @param model which models, by name without fault; {@code *} stands for any characters
 */
public record FaultRate(FaultSpec fault, double share, String model) {
    public FaultRate {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is %s, expected 0 to 1".formatted(share));
        }
    }

    /** The fault at this rate for every model. */
    public FaultRate(FaultSpec fault, double share) {
        this(fault, share, "*");
    }
}
