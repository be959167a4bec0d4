package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.config.Report;
import dev.penstock.core.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is under deploy/. */
final class DeployFiles {
    static final Path ROOT = Path.of("../..");
    static final Path DEPLOY = ROOT.resolve("deploy");

    private static final Pattern RUN_WITH = Pattern.compile("USER (\\d+):(\\d+)");

    private DeployFiles() {}

    /** The documents in a YAML file; a key that stands twice in a map is refused. */
    static List<Map<String, Object>> yaml(Path file) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(text(file))) {
            documents.add(map(document));
        }
        return documents;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> list(Object value) {
        return (List<T>) value;
    }

    /** What stands behind keys, one in the other. */
    static Object at(Object value, String... keys) {
        Object here = value;
        for (String key : keys) {
            here = Objects.requireNonNull(map(here).get(key), key);
        }
        return here;
    }

    /** The configuration as a node with this environment, and nothing else in it, reads it. */
    static NodeConfig config(Path dir, Map<String, String> environment) {
        Loaded loaded = ConfigLoader.load(dir, environment::get);
        assertThat(Report.of(loaded)).isEqualTo("no mistakes\n");
        return ((Loaded.Good) loaded).config();
    }

    /** The instructions of the Dockerfile, lines put together. */
    static List<String> dockerfile() {
        return text(DEPLOY.resolve("docker/Dockerfile"))
                .replace("\\\n", " ")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** The instructions of the image that runs. */
    static List<String> lastStage() {
        List<String> all = dockerfile();
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            from = all.get(i).startsWith("FROM ") ? i : from;
        }
        return all.subList(from, all.size());
    }

    /** The user that the image runs as, by number. */
    static long uid() {
        return lastStage().stream()
                .map(RUN_WITH::matcher)
                .filter(found -> found.matches())
                .map(found -> Long.valueOf(found.group(1)))
                .findFirst()
                .orElseThrow();
    }
}
