package dev.penstock.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way in which a provider fails on the wire. One constant for each entry of the fault library; its {@link #label()}
 * is the name used in model names, scripts and the log.
 */
public sealed interface Fault permits StatusFault, AnswerFault, ToolFault, WireFault, PaceFault {
    /** What the fault library says of a fault. */
    Facts facts();

    /** The constant's name. */
    String name();

    /** The name on the wire: the constant's name in kebab case, such as {@code cut-stream}. */
    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Every fault, in the order of the library. */
    static List<Fault> all() {
        return Stream.<Fault[]>of(
                        StatusFault.values(),
                        AnswerFault.values(),
                        ToolFault.values(),
                        WireFault.values(),
                        PaceFault.values())
                .flatMap(Arrays::stream)
                .toList();
    }

    /** The fault with this label, or nothing if there is none. */
    static Optional<Fault> named(String label) {
        return all().stream().filter(fault -> fault.label().equals(label)).findFirst();
    }

    /**
     * What the library says of a fault.
     *
     * @param wireId the id of the entry, such as {@code F21}
     * @param unit what the number after {@code @} counts, or {@link Unit#NONE} if the fault takes none
     * @param usual the number when none is given
     * @param meaning one line for a reader
     */
    record Facts(String wireId, Unit unit, int usual, String meaning) {}

    /** What the number after {@code @} counts. */
    enum Unit {
        /** The fault takes no number. */
        NONE,
        /** Content chunks sent before the fault. */
        CHUNKS,
        /** Seconds. */
        SECONDS,
        /** Milliseconds. */
        MILLISECONDS
    }
}
