package dev.penstock.testkit.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL for tests, on loopback, from binaries that Maven brings: one for all tests of a run. It refuses to
 * run as root; where the tests do, it is {@code nobody}'s.
 */
public final class PostgresServer {
    public static final String USER = "penstock";
    /** To be found in no log and no message. */
    public static final String PASSWORD = "a-planted-p4ssword";

    private static final String NOBODY = "65534";
    private static @Nullable PostgresServer server;

    private final Path dir;
    private final int port = freePort();
    private final AtomicInteger databases = new AtomicInteger();

    /** The server, started with the first call; the test is skipped where there are no binaries for this machine. */
    public static synchronized PostgresServer running() {
        if (server == null) {
            server = new PostgresServer();
        }
        return server;
    }

    private PostgresServer() {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String binaries =
                "/postgres-" + System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + architecture + ".txz";
        try (InputStream archive = PostgresServer.class.getResourceAsStream(binaries)) {
            Assumptions.assumeTrue(archive != null, "no PostgreSQL for this machine: " + binaries);
            dir = Files.createTempDirectory("penstock-postgres-");
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
            extract(Objects.requireNonNull(archive), dir);
            Path password = Files.writeString(dir.resolve("password"), PASSWORD);
            Path data = Files.createDirectory(dir.resolve("data"));
            if (isRoot()) {
                UserPrincipal nobody =
                        dir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
                Files.setOwner(data, nobody);
            }
            run("initdb", "-A", "scram-sha-256", "-U", USER, "--pwfile=" + password, "-E", "UTF-8", "--locale=C", "-N");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
        start();
    }

    /** Starts it with the data that it has; done when it answers. */
    public void start() {
        run(
                "pg_ctl",
                "-w",
                "-l",
                dir.resolve("data/log").toString(),
                "-o",
                "-F -c listen_addresses=127.0.0.1 -c unix_socket_directories= -p " + port,
                "start");
    }

    /** Stops it in the middle of everything, as if it were killed. */
    public void crash() {
        run("pg_ctl", "-w", "-m", "immediate", "stop");
    }

    /** Stops all its processes, as a machine that hangs does: SIGSTOP. It takes connections, and answers nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
        signal(name, server);
        // Its children after it: then no more of them come. Some may end meanwhile.
        server.children().filter(ProcessHandle::isAlive).forEach(child -> {
            try {
                signal(name, child);
            } catch (IllegalStateException e) {
                if (child.isAlive()) {
                    throw e;
                }
            }
        });
    }

    private void signal(String name, ProcessHandle process) {
        run(List.of("kill", "-" + name, Long.toString(process.pid())), dir.resolve("kill.log"));
    }

    private long pid() {
        try (Stream<String> lines = Files.lines(dir.resolve("data/postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a new database. */
    public String newDatabase() {
        String name = "test" + databases.incrementAndGet();
        execute(url("postgres"), "CREATE DATABASE " + name);
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public static void execute(String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url, USER, PASSWORD);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(dir.resolve("bin").resolve(program).toString());
        command.addAll(List.of("-D", dir.resolve("data").toString()));
        command.addAll(List.of(arguments));
        run(command, dir.resolve(program + ".log"));
    }

    private void run(List<String> command, Path output) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(output, UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void remove() {
        crash();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void extract(InputStream archive, Path dir) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = dir.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, file);
                        boolean executable = (entry.getMode() & 0100) != 0;
                        Files.setPosixFilePermissions(
                                file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                    }
                }
            }
        }
    }

    /** Below the ports of outgoing connections, so that it is still free when the server starts again. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }
}
