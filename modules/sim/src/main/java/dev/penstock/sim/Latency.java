package dev.penstock.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long something takes: a distribution, drawn from with a given source of chance. */
public sealed interface Latency {
    /** No wait at all. */
    Latency NONE = new Fixed(Duration.ZERO);

    /** One wait, zero or longer. */
    Duration draw(RandomGenerator random);

    /**
     * Always the same.
     *
     * @param time zero or longer
     */
    record Fixed(Duration time) implements Latency {
        public Fixed {
            notNegative("fixed", time);
        }

        @Override
        public Duration draw(RandomGenerator random) {
            return time;
        }
    }

    /**
     * Every wait between two bounds is equally likely.
     *
     * @param min the shortest wait, zero or longer
     * @param max the longest wait, not shorter than {@code min}
     */
    record Uniform(Duration min, Duration max) implements Latency {
        public Uniform {
            notNegative("uniform min", min);
            if (max.compareTo(min) < 0) {
                throw new IllegalArgumentException(
                        "uniform max is %s, expected at least the min, %s".formatted(max, min));
            }
        }

        @Override
        public Duration draw(RandomGenerator random) {
            return min.plusNanos((long) (random.nextDouble() * max.minus(min).toNanos()));
        }
    }

    /**
     * The logarithm of the wait has a normal distribution: a long tail, as real providers have.
     *
     * @param median half of all waits are shorter, zero or longer
     * @param sigma the standard deviation of the logarithm, 0 to 10; about 0.5 for a calm provider
     */
    record Lognormal(Duration median, double sigma) implements Latency {
        private static final double LONGEST_NANOS = Duration.ofDays(1).toNanos();

        public Lognormal {
            notNegative("lognormal median", median);
            if (!(sigma >= 0 && sigma <= 10)) {
                throw new IllegalArgumentException("lognormal sigma is %s, expected 0 to 10".formatted(sigma));
            }
        }

        @Override
        public Duration draw(RandomGenerator random) {
            double nanos = median.toNanos() * Math.exp(sigma * random.nextGaussian());
            return Duration.ofNanos((long) Math.min(nanos, LONGEST_NANOS));
        }
    }

    private static void notNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("%s is %s, expected zero or longer".formatted(field, value));
        }
    }
}
