package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tarball, as somebody unpacks and starts it. */
class DistributionIT {
    private static final String VERSION = System.getProperty("penstock.version", "");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Pattern OPERATIONS = Pattern.compile("operations on 127\\.0\\.0\\.1:(\\d+),");

    @TempDir
    private static Path unpacked = Path.of(".");

    private final Path dir;
    private final List<Process> started = new ArrayList<>();

    DistributionIT(@TempDir Path dir) {
        this.dir = dir;
    }

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Process tar = new ProcessBuilder(
                        "tar", "-xzf", System.getProperty("penstock.tarball"), "-C", unpacked.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
    }

    @AfterEach
    void killWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void itHoldsWhatIsNeededAndNoMore() throws IOException {
        assertThat(names(home())).containsExactly("LICENSE", "README.md", "bin", "examples", "lib");
        assertThat(names(home().resolve("bin"))).containsExactly("penstock", "penstock-health");
        assertThat(names(home().resolve("lib")))
                .contains("penstock.jar", "launch.sh", "core-" + VERSION + ".jar")
                .noneMatch(name -> name.contains("junit") || name.contains("testkit"));
        assertThat(names(home().resolve("examples/openai-and-anthropic")))
                .containsExactly(".gitignore", "contracts", "penstock.yaml", "prompts", "routes");
    }

    @Test
    void versionIsThatOfTheBuild() {
        Process version = penstock(Map.of(), "version");
        assertEndsWith(0, version);
        assertThat(read("out")).startsWith("penstock " + VERSION + ", Java ");
    }

    @Test
    void anOlderJavaIsPassedOver() throws IOException {
        Path old = Files.writeString(dir.resolve("java"), """
            #!/bin/sh
            echo '    java.specification.version = 17' >&2
            """);
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
        Process version = penstock(Map.of("PENSTOCK_JAVA", old.toString(), "JAVA_HOME", javaHome()), "version");
        assertEndsWith(0, version);
        assertThat(read("out")).contains("Java " + Runtime.version());
    }

    @Test
    void theExampleIsWithoutMistakesOnceTheKeysAreSet() {
        Map<String, String> keys = Map.of("OPENAI_API_KEY", "not-a-real-key", "ANTHROPIC_API_KEY", "not-a-real-key");
        Process check = penstock(keys, "check", "examples/openai-and-anthropic");
        assertEndsWith(0, check);
        assertThat(read("out")).contains("no mistakes");
    }

    @Test
    void aNodeServesUntilItIsToldToStop() throws IOException {
        Process node = penstock(Map.of(), "serve", "--config", config("").toString());
        int port = operationsPort(node);
        assertThat(health(port, "live")).isZero();
        assertThat(health(port, "ready")).isZero();
        assertThat(health(port, "none")).isNotZero();
        node.destroy();
        assertStops(node);
        assertThat(health(port, "live")).isNotZero();
        assertThat(read("out")).isEmpty();
    }

    /** Hazelcast warns if it lacks a part of the JDK that the jar's manifest was to open. */
    @Test
    void aMemberOfAClusterStartsWithoutAnyWarning() throws IOException {
        Process node = penstock(
                Map.of("BIND", "127.0.0.1:" + freePort(), "KEY", "the key of a cluster of one, for this test"),
                "serve",
                "--config",
                config("""
                    node: a
                    cluster:
                      bind: "${env:BIND}"
                      event_bus: "127.0.0.1:%d"
                      join: ["127.0.0.1"]
                      voters: [a]
                      keys: ["${env:KEY}"]
                    """.formatted(freePort())).toString());
        operationsPort(node);
        node.destroy();
        assertStops(node);
        assertThat(read("err")).contains("Members {size:1").doesNotContainIgnoringCase("warn", "(W)", " ERROR ");
        assertThat(read("out")).isEmpty();
    }

    private Path config(String more) throws IOException {
        Path config = dir.resolve("config");
        Files.createDirectories(config.resolve("routes"));
        Files.writeString(config.resolve("penstock.yaml"), """
            listen: { data: "127.0.0.1:0", admin: "127.0.0.1:0", operations: "127.0.0.1:0" }
            open: true
            providers: { sim: { dialect: openai, base_url: http://127.0.0.1:9/v1 } }
            targets: { small: { provider: sim, model: sim-small, price: { input: 1, output: 2 } } }
            """ + more);
        Files.writeString(config.resolve("routes/hello.yaml"), "purpose: Answers\ntargets: [small]\n");
        return config;
    }

    private Process penstock(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bin/penstock"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().put("PENSTOCK_JAVA", JAVA);
        builder.environment().putAll(environment);
        return start(builder.redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile()));
    }

    private int health(int port, String question) {
        return exitCode(start(new ProcessBuilder(
                home().resolve("bin/penstock-health").toString(), question, "127.0.0.1", Integer.toString(port))));
    }

    private Process start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int operationsPort(Process node) {
        Matcher greeting = Eventually.value("the greeting", () -> {
            Matcher found = OPERATIONS.matcher(read("err"));
            if (!node.isAlive()) {
                throw new AssertionError("the node ended: " + read("err"));
            }
            return found.find() ? found : null;
        });
        return Integer.parseInt(greeting.group(1));
    }

    private void assertStops(Process node) {
        // What a JVM says after SIGTERM, however orderly the stop.
        assertEndsWith(143, node);
        assertThat(read("err")).contains("stopping: ").doesNotContain("not everything had ended", "the stop failed");
    }

    private void assertEndsWith(int code, Process process) {
        assertThat(exitCode(process)).as(() -> read("out") + read("err")).isEqualTo(code);
    }

    private static int exitCode(Process process) {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Path home() {
        return unpacked.resolve("penstock-" + VERSION);
    }

    private static String javaHome() {
        return System.getProperty("java.home");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String read(String name) {
        try {
            return Files.readString(dir.resolve(name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
