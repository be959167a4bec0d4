package dev.penstock.sim;

import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** What all event loops of a simulator share. */
record Simulation(
        SimConfig config,
        InstantSource clock,
        Plan plan,
        AttemptLog log,
        PromptCache promptCache,
        AtomicReference<Outage> outage) {
    static Simulation of(SimConfig config, InstantSource clock) {
        return new Simulation(
                config,
                clock,
                new Plan(config),
                new AttemptLog(config.logSize()),
                new PromptCache(),
                new AtomicReference<>(Outage.NONE));
    }

    void reset() {
        plan.reset();
        log.clear();
        promptCache.clear();
    }

    /** The chance of one attempt: depends on the seed and the attempt's number only. */
    RandomGenerator random(Attempt attempt) {
        return new SplittableRandom(config.seed() + attempt.id() * 0x9E3779B97F4A7C15L);
    }
}
