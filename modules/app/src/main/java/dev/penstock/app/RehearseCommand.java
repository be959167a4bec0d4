package dev.penstock.app;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code penstock rehearse}: runs what a start runs, so that the JVM can record it; see decision 0011. */
@Command(name = "rehearse", hidden = true, description = "Read a configuration, then run 'demo --once'.")
final class RehearseCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "The configuration.")
    private Path dir = Path.of(".");

    @Override
    public void run() {
        ApplyCommand.load(dir);
        Main.commandLine("demo").execute("demo", "--once", "--port", "0");
    }
}
