package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The keys of a local cluster, in a file that only its owner reads, and that a shell can source. */
record ClusterKeys(String key, String token) {
    private static final String KEY = "export PENSTOCK_KEY=";
    private static final String TOKEN = "export PENSTOCK_TOKEN=";

    static Path file(Path dir) {
        return dir.resolve("keys");
    }

    /** Makes new ones. */
    static ClusterKeys make(Path dir) {
        ClusterKeys keys = new ClusterKeys(KeyCommand.newKey(), KeyCommand.newKey());
        try {
            Files.createDirectories(dir);
            Files.deleteIfExists(file(dir));
            Files.createFile(
                    file(dir), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file(dir), KEY + keys.key + "\n" + TOKEN + keys.token + "\n");
            return keys;
        } catch (IOException e) {
            throw new Failure("The keys cannot be written to " + file(dir) + ": " + e + ".");
        }
    }

    /** Reads those that were made. */
    static ClusterKeys read(Path dir) {
        try {
            List<String> lines = Files.readAllLines(file(dir), UTF_8);
            return new ClusterKeys(value(lines, KEY), value(lines, TOKEN));
        } catch (IOException e) {
            throw new Failure("The cluster's keys cannot be read: " + e + ".");
        }
    }

    private static String value(List<String> lines, String name) throws IOException {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no line '" + name + "...'"));
    }

    @Override
    public String toString() {
        return "the keys of a cluster";
    }
}
