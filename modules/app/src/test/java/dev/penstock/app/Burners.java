package dev.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Processes that keep every core busy until closed: what others share a machine with. */
final class Burners implements AutoCloseable {
    private final List<Process> processes;

    private Burners(int count) {
        processes = IntStream.range(0, count).mapToObj(_ -> burner()).toList();
    }

    /** One for each core. */
    static Burners start() {
        return new Burners(Runtime.getRuntime().availableProcessors());
    }

    private static Process burner() {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx16m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Burners.class.getName())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Burns until the process that started this one has ended. */
    public static void main(String[] args) {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        while (parent.isAlive()) {
            for (int i = 0; i < 10_000_000; i++) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
