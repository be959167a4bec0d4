package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The keys of a local cluster, in a file that only its owner reads, and that a shell can source. */
record ClusterKeys(String key, String token, String cluster) {
    private static final String KEY = "export PENSTOCK_KEY=";
    private static final String TOKEN = "export PENSTOCK_TOKEN=";
    private static final String CLUSTER = "# the nodes' own, with which they seal what they tell each other: ";

    static Path file(Path dir) {
        return dir.resolve("keys");
    }

    /** Makes new ones. */
    static ClusterKeys make(Path dir) {
        ClusterKeys keys = new ClusterKeys(KeyCommand.newKey(), KeyCommand.newKey(), KeyCommand.newKey());
        try {
            Files.createDirectories(dir);
            OwnersFile.write(
                    file(dir), KEY + keys.key + "\n" + TOKEN + keys.token + "\n" + CLUSTER + keys.cluster + "\n");
            return keys;
        } catch (IOException e) {
            throw new Failure("The keys cannot be written to " + file(dir) + ": " + e + ".");
        }
    }

    /** Reads those that were made. */
    static ClusterKeys read(Path dir) {
        try {
            List<String> lines = Files.readAllLines(file(dir), UTF_8);
            return new ClusterKeys(value(lines, KEY), value(lines, TOKEN), value(lines, CLUSTER));
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
