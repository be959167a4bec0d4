package dev.penstock.sim;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What the simulated models embed: a unit vector, a pure function of the model and the text. It is the sum of one
 * vector for each word, so texts that share words are near each other.
 */
public final class SimEmbedding {
    /** Dimensions when none are asked for. */
    public static final int USUAL_DIMENSIONS = 1536;

    private SimEmbedding() {}

    /**
     * The vector of a text.
     *
     * @param dimensions its length, 1 or more
     */
    public static float[] of(String model, String text, int dimensions) {
        String base = ModelName.parse(model).base();
        var sum = new double[dimensions];
        for (String word : text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
            var random = new SplittableRandom(SimAnswer.seed("embedding", base, word));
            for (int i = 0; i < dimensions; i++) {
                sum[i] += random.nextDouble() * 2 - 1;
            }
        }
        double square = 0;
        for (double one : sum) {
            square += one * one;
        }
        var unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (sum[i] / Math.sqrt(square));
        }
        return unit;
    }
}
