package dev.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * {@code penstock serve} by a wall clock that is wrong by as many seconds as a file says: {@code DIR FILE}. Tests write
 * the file while the node runs, and its clock jumps.
 */
public final class ServeByAClock {
    private ServeByAClock() {}

    public static void main(String[] args) {
        Path offset = Path.of(args[1]);
        try {
            ServeCommand.serve(Path.of(args[0]), clock(InstantSource.system(), offset));
        } catch (Failure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The file is read for every look at the clock: it must be replaced, not written to. */
    static InstantSource clock(InstantSource right, Path offset) {
        return () -> right.instant().plusSeconds(seconds(offset));
    }

    private static long seconds(Path offset) {
        try {
            return Long.parseLong(Files.readString(offset).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
