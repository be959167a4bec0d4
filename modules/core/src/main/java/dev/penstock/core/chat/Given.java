package dev.penstock.core.chat;

/**
 * An optional setting that somebody gave; what nobody gave is null where a {@code Given} may stand.
 *
 * @param value the setting
 * @param at where the caller wrote it; {@link FieldPath#root()} if the caller did not
 */
public record Given<T>(T value, FieldPath at) {
    /** A setting that no caller wrote, such as one of a release. */
    public static <T> Given<T> of(T value) {
        return new Given<>(value, FieldPath.root());
    }
}
