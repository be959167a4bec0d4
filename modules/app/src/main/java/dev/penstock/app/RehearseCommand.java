package dev.penstock.app;

import dev.penstock.store.ControlStore;
import dev.penstock.store.JournalPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code penstock rehearse}: runs what a start runs, so that the JVM can record it; see decision 0011. */
@Command(name = "rehearse", hidden = true, description = "Read a configuration, make a journal, run 'demo --once'.")
final class RehearseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The configuration.")
    private Path dir = Path.of(".");

    @Override
    public Integer call() throws IOException {
        ApplyCommand.load(dir);
        makeJournal();
        return Main.commandLine("demo").execute("demo", "--once", "--port", "0");
    }

    /** The demo's is in memory. */
    private static void makeJournal() throws IOException {
        Path data = Files.createTempDirectory("penstock-rehearse-");
        ControlStore.open(
                        "rehearse",
                        List.of("rehearse"),
                        List.of(),
                        new JournalPlace.Directory(data),
                        () -> "none",
                        InstantSource.system(),
                        System::nanoTime)
                .close();
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
