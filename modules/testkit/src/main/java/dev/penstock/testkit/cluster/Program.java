package dev.penstock.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the command line in a JVM of its own, with the launcher's memory, from the class path of the test. */
public final class Program {
    private static final List<String> LAUNCHER = List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx160m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dvertx.disableMetrics=true");

    private Program() {}

    /** {@code penstock} with these arguments; standard output and error go to files. */
    public static Process start(Path out, Path errors, List<String> jvmOptions, String... arguments) {
        return start(out, errors, List.of(), jvmOptions, "dev.penstock.app.Main", arguments);
    }

    /** The same with another main class; {@code before} is what the JVM is started by, if not by this process. */
    public static Process start(
            Path out,
            Path errors,
            List<String> before,
            List<String> jvmOptions,
            String mainClass,
            String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LAUNCHER);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
