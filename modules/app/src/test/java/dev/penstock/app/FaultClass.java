package dev.penstock.app;

import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import java.util.Arrays;
import java.util.List;

/** Classes of faults by which recovery is told, with the shares of first attempts that they were seen to hit. */
enum FaultClass {
    TIMEOUT("timeout", 0.035, "silence"),
    RATE_LIMITED("429", 0.02, "rate-limit-ms"),
    EMPTY("empty", 0.0125, "empty-content", "null-content", "empty-choices"),
    SERVER_ERROR("5xx", 0.0075, "server-error", "bad-gateway-html", "overloaded", "reset"),
    /** Of streams, after their first content; of an answer in one piece, in its middle. */
    BROKEN(
            "cut, stalled, malformed",
            0.01,
            "cut-clean@4",
            "cut-stream@4",
            "reset-stream@4",
            "stall@4",
            "malformed-chunk@4");

    private final String word;
    private final double share;
    private final String faults;

    FaultClass(String word, double share, String... faults) {
        this.word = word;
        this.share = share;
        this.faults = String.join(" ", faults);
    }

    String word() {
        return word;
    }

    /**
     * The rates of all classes, so many times as high as they were seen; a 429 asks to wait so long. They hit the first
     * attempts of requests, or all attempts alike.
     */
    static FaultRate[] rates(int times, int waitMs, boolean first) {
        return Arrays.stream(values())
                .flatMap(one -> one.faults().stream()
                        .map(fault -> new FaultRate(
                                FaultSpec.parse(fault.equals("rate-limit-ms") ? fault + "@" + waitMs : fault),
                                times * one.share / one.faults().size(),
                                "*",
                                first)))
                .toArray(FaultRate[]::new);
    }

    /** The class of a fault as the simulator's log has it. */
    static FaultClass of(String fault) {
        return Arrays.stream(values())
                .filter(one -> one.faults().contains(fault.startsWith("rate-limit-ms@") ? "rate-limit-ms" : fault))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a fault of no class: " + fault));
    }

    private List<String> faults() {
        return List.of(faults.split(" ", -1));
    }
}
