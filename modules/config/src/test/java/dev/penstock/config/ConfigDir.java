package dev.penstock.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A small valid configuration, to be spoilt. */
final class ConfigDir {
    static final String NODE = """
        keys:
          - { name: shop, hash: "sha256:%s" }
        providers:
          openai:
            dialect: openai
            base_url: https://api.example.com/v1
            credential: "${env:KEY}"
        targets:
          mini: { provider: openai, model: gpt-mini, price: { input: 1, output: 2 } }
        """.formatted("0".repeat(64));
    static final String ROUTE = """
        purpose: Answers customers
        targets: [mini]
        prompt: support@1
        """;
    static final String PROMPT = """
        ---
        name: support
        version: 1
        ---
        You help customers.
        """;

    private final Map<String, String> files = new LinkedHashMap<>();

    ConfigDir() {
        files.put("penstock.yaml", NODE);
        files.put("routes/support.yaml", ROUTE);
        files.put("prompts/support.md", PROMPT);
        files.put("contracts/ticket.json", "{}\n");
        files.put("cluster.key", "a key of a cluster, for tests only\n");
    }

    /** What a directory holds. */
    static ConfigDir of(Path dir) {
        ConfigDir config = new ConfigDir();
        config.files.clear();
        try (var files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                config.files.put(dir.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return config;
    }

    /** Puts something in the place of what stands in a file. */
    ConfigDir replace(String file, String old, String with) {
        String text = Objects.requireNonNull(files.get(file), file);
        if (!text.contains(old)) {
            throw new IllegalArgumentException(file + " has no " + old);
        }
        return put(file, text.replace(old, with));
    }

    ConfigDir add(String file, String more) {
        return put(file, files.getOrDefault(file, "") + more);
    }

    ConfigDir put(String file, String text) {
        files.put(file, text);
        return this;
    }

    ConfigDir remove(String file) {
        files.remove(file);
        return this;
    }

    Map<String, String> files() {
        return files;
    }

    /** Writes the files and reads them as a node does; the variable KEY is set. */
    Loaded load(Path dir) {
        return load(dir, Map.of("KEY", "not-a-real-key", "BLANK", " "));
    }

    Loaded load(Path dir, Map<String, String> environment) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = dir.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.write(path, file.getValue().getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConfigLoader.load(dir, environment::get);
    }
}
