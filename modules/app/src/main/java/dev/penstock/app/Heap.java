package dev.penstock.app;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.trace.Stories;
import java.util.ArrayList;
import java.util.List;

/** Whether what a node is told to hold fits into the heap that it was given. The rest of it is for all else. */
final class Heap {
    private static final int PART_FOR_BODIES = 2;
    private static final int PART_FOR_TRACES = 8;

    private Heap() {}

    /**
     * Checks.
     *
     * @throws BadConfig if it does not fit
     */
    static void check(NodeConfig config, long heapBytes) {
        List<BadConfig.Mistake> mistakes = new ArrayList<>();
        atMost(
                mistakes,
                "limits.buffered_bytes",
                config.limits().bufferedBytes(),
                heapBytes / PART_FOR_BODIES,
                heapBytes);
        atMost(
                mistakes,
                "traces",
                config.traces().latest(),
                heapBytes / PART_FOR_TRACES / Stories.BYTES_FOR_A_STORY,
                heapBytes);
        if (!mistakes.isEmpty()) {
            throw new BadConfig(mistakes);
        }
    }

    private static void atMost(List<BadConfig.Mistake> mistakes, String field, long value, long most, long heapBytes) {
        if (value > most) {
            mistakes.add(new BadConfig.Mistake(
                    field,
                    Long.toString(value),
                    "at most " + most + " with a heap of " + (heapBytes >> 20)
                            + " MiB: a larger one is given by PENSTOCK_HEAP"));
        }
    }
}
