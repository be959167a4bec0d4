package dev.penstock.stats;

import java.util.SplittableRandom;

/** Prompts that two or three models answer. */
final class Shadows {
    private Shadows() {}

    /** Prompts until the test of pairs finds the candidate worse. */
    static Found pairs(double lost, double won, double alpha, int prompts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int pairs = 0;
        int losses = 0;
        for (int i = 1; i <= prompts; i++) {
            double u = random.nextDouble();
            if (u < lost + won) {
                pairs++;
                losses += u < lost ? 1 : 0;
                if (PairedTest.logE(pairs, losses) >= -Math.log(alpha)) {
                    return new Found(true, i, i);
                }
            }
        }
        return new Found(false, prompts, prompts);
    }

    /**
     * The same model thrice: an answer is the usual one but for a share. Every tenth prompt is answered a second time
     * by the primary, and the candidate is held to be another model where it is the odd one too often.
     */
    static Found oddOneOut(double unusual, double alpha, int prompts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int odd = 0;
        int candidateOdd = 0;
        for (int i = 10; i <= prompts; i += 10) {
            boolean primary = random.nextDouble() < unusual;
            boolean secondaryDiffers = random.nextDouble() < unusual || primary;
            boolean candidateDiffers = random.nextDouble() < unusual || primary;
            if (secondaryDiffers != candidateDiffers) {
                odd++;
                candidateOdd += candidateDiffers ? 1 : 0;
                if (PairedTest.logE(odd, candidateOdd) >= -Math.log(alpha)) {
                    return new Found(true, i, i);
                }
            }
        }
        return new Found(false, prompts, prompts);
    }

    /**
     * The same, judged as is usual: the candidate is another model where the share of prompts in which it differs is
     * above that in which the primary differs from itself by a threshold. Looked at after each hundred prompts, from
     * the 500th on.
     */
    static Found rawMinusNoise(double unusual, double threshold, int prompts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int raw = 0;
        int noise = 0;
        for (int i = 1; i <= prompts; i++) {
            boolean primary = random.nextDouble() < unusual;
            raw += random.nextDouble() < unusual || primary ? 1 : 0;
            if (i % 10 == 0) {
                noise += random.nextDouble() < unusual || primary ? 1 : 0;
            }
            if (i >= 500 && i % 100 == 0 && (double) raw / i - noise / (i / 10.0) > threshold) {
                return new Found(true, i, i);
            }
        }
        return new Found(false, prompts, prompts);
    }

    /** Keys until the split is found to be another than it is said to be, looked at after each. */
    static Found split(double said, double real, double alpha, int keys, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int candidates = 0;
        for (int i = 1; i <= keys; i++) {
            candidates += random.nextDouble() < real ? 1 : 0;
            if (SampleRatio.logE(candidates, i - candidates, said, 100) >= -Math.log(alpha)) {
                return new Found(true, i, candidates);
            }
        }
        return new Found(false, keys, candidates);
    }
}
