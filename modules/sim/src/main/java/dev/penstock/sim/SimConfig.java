package dev.penstock.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a simulator starts with, and what a reset brings back.
 *
 * @param host the address to listen on
 * @param port the port to listen on, 0 to 65,535; 0 takes a free one
 * @param instances event loops that serve, 1 or more
 * @param seed where chance starts: the same seed and the same order of requests give the same latencies, faults and ids
 * @param keys the API keys that are accepted; empty accepts any
 * @param listed the models that {@code GET /v1/models} names; any other name is answered too
 * @param models behaviour by model name, as in {@link SimScript#models}
 * @param rates faults that hit a share of the attempts
 * @param logSize how many attempts the log keeps, 1 or more
 */
public record SimConfig(
        String host,
        int port,
        int instances,
        long seed,
        Set<String> keys,
        List<String> listed,
        Map<String, Behaviour> models,
        List<FaultRate> rates,
        int logSize) {
    public SimConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is %d, expected 0 to 65535".formatted(port));
        }
        if (instances < 1) {
            throw new IllegalArgumentException("instances is %d, expected 1 or more".formatted(instances));
        }
        if (logSize < 1) {
            throw new IllegalArgumentException("logSize is %d, expected 1 or more".formatted(logSize));
        }
        keys = Set.copyOf(keys);
        listed = List.copyOf(listed);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        rates = List.copyOf(rates);
    }

    /** A free port on loopback, one event loop, any key, no latency, no faults, 10,000 attempts in the log. */
    public static SimConfig usual() {
        return new SimConfig(
                "127.0.0.1",
                0,
                1,
                1,
                Set.of(),
                List.of("sim-small", "sim-medium", "sim-large", "sim-embed"),
                Map.of(),
                List.of(),
                10_000);
    }

    /** The same on another address. */
    public SimConfig at(String otherHost, int otherPort) {
        return new SimConfig(otherHost, otherPort, instances, seed, keys, listed, models, rates, logSize);
    }

    /** The same on more event loops. */
    public SimConfig withInstances(int others) {
        return new SimConfig(host, port, others, seed, keys, listed, models, rates, logSize);
    }

    /** The same with another start of chance. */
    public SimConfig withSeed(long other) {
        return new SimConfig(host, port, instances, other, keys, listed, models, rates, logSize);
    }

    /** The same that demands one of these keys. */
    public SimConfig withKeys(Set<String> others) {
        return new SimConfig(host, port, instances, seed, others, listed, models, rates, logSize);
    }

    /** The same with these behaviours. */
    public SimConfig withModels(Map<String, Behaviour> others) {
        return new SimConfig(host, port, instances, seed, keys, listed, others, rates, logSize);
    }

    /** The same with these fault rates. */
    public SimConfig withRates(List<FaultRate> others) {
        return new SimConfig(host, port, instances, seed, keys, listed, models, others, logSize);
    }

    /** The same with a longer or shorter log. */
    public SimConfig withLogSize(int other) {
        return new SimConfig(host, port, instances, seed, keys, listed, models, rates, other);
    }
}
