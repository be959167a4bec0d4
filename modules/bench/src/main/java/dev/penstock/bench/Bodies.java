package dev.penstock.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The requests that the whole measurement sends too. */
final class Bodies {
    private Bodies() {}

    static byte[] of(String name) {
        try (InputStream in = Objects.requireNonNull(Bodies.class.getResourceAsStream("/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
