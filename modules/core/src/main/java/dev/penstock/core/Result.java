package dev.penstock.core;

/** What a step gives back when it may say no: a value, or the refusal that the caller gets instead. */
public sealed interface Result<T> {
    /** The step did its work. */
    record Ok<T>(T value) implements Result<T> {}

    /** The step said no. */
    record Refused<T>(Refusal refusal) implements Result<T> {}

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }
}
