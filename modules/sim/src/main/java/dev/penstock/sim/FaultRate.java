package dev.penstock.sim;

/**
 * A fault that hits a share of all attempts, or of all first ones.
 *
 * @param fault what happens
 * @param share how often, 0 to 1
 * @param model which models, by name without fault; {@code *} stands for any characters
 * @param first whether it hits only the first attempt of a conversation, which is known by what its user said first;
 *     whether that is hit depends on the seed and these words alone, and not on the order of attempts
 */
public record FaultRate(FaultSpec fault, double share, String model, boolean first) {
    public FaultRate {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is %s, expected 0 to 1".formatted(share));
        }
    }

    /** The fault at this rate for these models, at any attempt. */
    public FaultRate(FaultSpec fault, double share, String model) {
        this(fault, share, model, false);
    }

    /** The fault at this rate for every model. */
    public FaultRate(FaultSpec fault, double share) {
        this(fault, share, "*");
    }

    /** The fault at this rate for the first attempts of conversations, whatever their model. */
    public static FaultRate ofFirst(FaultSpec fault, double share) {
        return new FaultRate(fault, share, "*", true);
    }
}
