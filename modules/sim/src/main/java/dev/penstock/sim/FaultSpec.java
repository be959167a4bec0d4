package dev.penstock.sim;

import java.util.Optional;

/**
 * A fault and its number, written {@code FAULT} or {@code FAULT@N}, such as {@code cut-stream@3}.
 *
 * @param fault which fault
 * @param number what {@code N} says in the fault's unit, 0 to 86,400,000; 0 for a fault that takes none
 */
public record FaultSpec(Fault fault, int number) {
    private static final int MOST = 86_400_000;

    public FaultSpec {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException(
                    "fault '%s': the number is %d, expected 0 to %d".formatted(fault.label(), number, MOST));
        }
    }

    /** The fault with its usual number. */
    public static FaultSpec of(Fault fault) {
        return new FaultSpec(fault, fault.facts().usual());
    }

    /**
     * Reads {@code FAULT} or {@code FAULT@N}.
     *
     * @throws IllegalArgumentException if there is no such fault, or {@code N} is not a number it takes; the message
     *     names the value and what was expected
     */
    public static FaultSpec parse(String text) {
        int at = text.indexOf('@');
        String label = at < 0 ? text : text.substring(0, at);
        Optional<Fault> named = Fault.named(label);
        if (named.isEmpty()) {
            throw new IllegalArgumentException("fault '%s' is unknown, expected one of %s"
                    .formatted(label, Fault.all().stream().map(Fault::label).toList()));
        }
        Fault fault = named.get();
        if (at < 0) {
            return of(fault);
        }
        String number = text.substring(at + 1);
        if (fault.facts().unit() == Fault.Unit.NONE) {
            throw new IllegalArgumentException(
                    "fault '%s' takes no number, but '@%s' follows".formatted(label, number));
        }
        if (!number.matches("[0-9]{1,8}")) {
            throw new IllegalArgumentException(
                    "fault '%s': the number is '%s', expected 0 to %d".formatted(label, number, MOST));
        }
        return new FaultSpec(fault, Integer.parseInt(number));
    }

    @Override
    public String toString() {
        return fault.facts().unit() == Fault.Unit.NONE ? fault.label() : fault.label() + "@" + number;
    }
}
