package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that outlives the command that started it. A file says which one it is: by its id, and by when it was
 * started, for systems give the id of a process that has ended to another one.
 *
 * @param dir where that file is, and what the process writes
 */
record LocalProcess(String name, Path dir) {
    /** How exactly systems tell when a process was started. */
    private static final Duration EXACT = Duration.ofSeconds(1);

    private static final int LAST_LINES = 15;

    /** The process, if it runs. */
    Optional<ProcessHandle> running() {
        try {
            Path file = file();
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String[] words = Files.readString(file, UTF_8).strip().split(" ", 2);
            Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isFrom(process, started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new Failure(file() + " does not hold a process id and a time: delete it, and end " + name
                    + " yourself if it runs.");
        }
    }

    private static boolean isFrom(ProcessHandle process, Instant started) {
        return process.info()
                .startInstant()
                .filter(instant -> Duration.between(instant, started).abs().compareTo(EXACT) <= 0)
                .isPresent();
    }

    /** Starts the command line with these arguments, on a JVM with the options of this one. */
    ProcessHandle start(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(program(System.getProperty("java.class.path")));
        command.addAll(arguments);
        try {
            Files.createDirectories(dir);
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            dir.resolve("requests.jsonl").toFile()))
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
                    .start();
            long started = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
            Files.writeString(file(), process.pid() + " " + started + "\n");
            return process.toHandle();
        } catch (IOException e) {
            throw new Failure(name + " cannot be started: " + e.getMessage());
        }
    }

    /** The jar has a manifest, which lets libraries do what they want of the JDK; tests have classes only. */
    private static List<String> program(String classPath) {
        boolean jar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        return jar ? List.of("-jar", classPath) : List.of("-cp", classPath, Main.class.getName());
    }

    /** Asks it to end, and ends it after the limit; says how that went. */
    CompletableFuture<String> stop(Duration limit) {
        Optional<ProcessHandle> running = running();
        if (running.isEmpty()) {
            return CompletableFuture.completedFuture("does not run");
        }
        ProcessHandle process = running.get();
        process.destroy();
        return process.onExit()
                .thenApply(_ -> "has stopped")
                .completeOnTimeout(
                        "had not stopped after " + limit.toSeconds() + " s and was killed",
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS)
                .thenApply(how -> {
                    process.destroyForcibly();
                    return how;
                });
    }

    /** Where it writes what it has to say. */
    Path errors() {
        return dir.resolve("errors.txt");
    }

    /** The end of that. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(errors(), UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + "\n";
        } catch (IOException e) {
            return "(" + errors() + " cannot be read: " + e.getMessage() + ")\n";
        }
    }

    private Path file() {
        return dir.resolve("process");
    }
}
