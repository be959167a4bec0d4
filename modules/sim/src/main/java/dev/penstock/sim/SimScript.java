package dev.penstock.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a running simulator does.
 *
 * @param models behaviour by model name; {@code *} in a name stands for any characters; the exact name goes before a
 *     pattern, and patterns go in the order they were first named. Added to what was set before
 * @param rates replaces the fault rates; null leaves them as they are
 * @param next queued behind the faults scripted before; each is used up by the first attempt that it matches
 */
public record SimScript(
        Map<String, Behaviour> models, @Nullable List<FaultRate> rates, List<ScriptedFault> next) {
    public SimScript {
        rates = rates == null ? null : List.copyOf(rates);
        next = List.copyOf(next);
    }

    /**
     * The next attempts get these faults in order, each written {@code FAULT}, {@code FAULT@N} or {@code none}.
     *
     * @throws IllegalArgumentException as {@link FaultSpec#parse}
     */
    public static SimScript next(String... faults) {
        return new SimScript(
                Map.of(), null, Arrays.stream(faults).map(ScriptedFault::parse).toList());
    }

    /** From now on these faults happen at these rates, and no others. */
    public static SimScript rates(FaultRate... rates) {
        return new SimScript(Map.of(), List.of(rates), List.of());
    }

    /** From now on this model behaves so. */
    public static SimScript model(String name, Behaviour behaviour) {
        return new SimScript(Map.of(name, behaviour), null, List.of());
    }
}
