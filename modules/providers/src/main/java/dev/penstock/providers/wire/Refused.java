package dev.penstock.providers.wire;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.chat.FieldPath;
import java.util.function.Supplier;

/** Carries a refusal out of the depth of a codec. It never leaves a codec: {@link #catching} turns it into a value. */
public final class Refused extends RuntimeException {
    private static final int LONGEST_VALUE = 80;

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    /** A field with an unusable value. */
    public static Refused value(FieldPath at, String value, String expected) {
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
        return field(at, at + " is " + shown + ", expected " + expected + ".");
    }

    /** A field that must be there and is not. */
    public static Refused missing(FieldPath at) {
        return field(at, at + " is missing.");
    }

    /** A field that the target's dialect has no word for. */
    public static Refused inexpressible(FieldPath at, String what) {
        return field(
                at, (at.toString().isEmpty() ? "The request" : at.toString()) + " cannot be passed on: " + what + ".");
    }

    private static Refused field(FieldPath at, String message) {
        return new Refused(new Refusal.InvalidField(at.toString(), message));
    }

    /** Does the work; a refusal in it becomes the result. */
    public static <T> Result<T> catching(Supplier<T> work) {
        try {
            return Result.ok(work.get());
        } catch (Refused refused) {
            return Result.refused(refused.refusal);
        }
    }
}
