package dev.penstock.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a kill stops what it stops, now or when a trigger fires. */
final class KillTerms {
    @Option(names = "--cut", description = "End what is under way, too. Else it may end by itself.")
    private boolean cut;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "For how long it kills, as 30m or 12h. Default: until it is lifted")
    private @Nullable String time;

    @Option(names = "--public-reason", paramLabel = "TEXT", description = "What callers are told of the kill.")
    private @Nullable String publicReason;

    /** Whether any was given. */
    boolean areGiven() {
        return cut || time != null || publicReason != null;
    }

    boolean isCut() {
        return cut;
    }

    /** Adds them to the fields of a kill. */
    ObjectNode addTo(ObjectNode kill) {
        kill.put("inflight", cut ? "cut" : "drain");
        if (time != null) {
            kill.put("in", time);
        }
        if (publicReason != null) {
            kill.put("public_reason", publicReason);
        }
        return kill;
    }
}
