package dev.penstock.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs {@link ChaosMain} in namespaces of its own, of which nothing is left once it, or this process, has ended. */
final class Namespace {
    /** Network, mounts and processes: when its first process ends, the kernel ends the others. */
    private static final List<String> UNSHARE =
            List.of("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child");

    /** Why a test is skipped. */
    static final String NEEDED = "needs root, util-linux and iproute2, for networks that can be cut";

    private Namespace() {}

    /** What came of a run. */
    record Ended(int exit, String said) {}

    /** Whether it can be had: as root on Linux, with the tools. */
    static boolean isThere() {
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(
                List.of("sh", "-c", "ip link add name left type veth peer name right && command -v nsenter mount"));
        try {
            return run(command).exit() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Runs it with these arguments, in a directory that is emptied before; shows what it says. */
    static Ended run(Path dir, String... arguments) {
        delete(dir);
        List<String> command = new ArrayList<>(UNSHARE);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:-UsePerfData", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.add(ChaosMain.class.getName());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Ended run(List<String> command) {
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void delete(Path dir) {
        if (!Files.exists(dir)) {
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
